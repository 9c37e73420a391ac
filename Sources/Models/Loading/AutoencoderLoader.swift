package import Tensors

/// Loads a file that holds an autoencoder alone, or the one in a checkpoint.
package struct AutoencoderLoader: ModelLoader {
    package static let kind = "vae"

    package init() {}

    package func load(
        _ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget
    ) throws -> LoadedAutoencoder {
        LoadedAutoencoder(try Self.load(files[0], compute, budget: budget))
    }

    package static func load(
        _ file: any WeightSource, _ compute: Compute, budget: WeightBudget = WeightBudget()
    ) throws -> any AutoencoderModel {
        let file = ReadSource(file)
        let detector = ModelDetector(file)
        guard let layout = detector.autoencoder(alone: true),
            let autoencoder = try load(file, layout, compute, budget)
        else {
            let advice = ModelDetector(OriginalLayout.of(file)).advice.map { "\n\($0)" } ?? ""
            throw ModelError(.notDetected, "\(Autoencoder.invalid.message)\n\(file.name)\(advice)")
        }
        switch layout {
        case .original(let prefix), .wan(let prefix): file.tellUnread(behind: [prefix])
        case .diffusers: file.tellUnread()
        }
        return autoencoder
    }

    static func load(
        _ file: any WeightSource, _ layout: AutoencoderLayout?, _ compute: Compute, _ budget: WeightBudget
    ) throws -> (any AutoencoderModel)? {
        let room = WeightRoom(budget)
        return switch layout {
        case nil: nil
        case .original(let prefix):
            try Autoencoder(WeightReader(file, prefix: prefix, compute: compute, room: room))
        case .diffusers:
            try Autoencoder(
                WeightReader(DiffusersAutoencoder.renamed(file), compute: compute, room: room))
        case .wan(let prefix):
            try WanAutoencoder(WeightReader(file, prefix: prefix, compute: compute, room: room))
        }
    }

    package static func parts(of loaded: LoadedAutoencoder) -> [ModelPart] { parts(of: loaded.codec) }

    static func parts(of autoencoder: any AutoencoderModel) -> [ModelPart] {
        [ModelPart("vae", autoencoder.byteCount, autoencoder.room)]
    }
}
