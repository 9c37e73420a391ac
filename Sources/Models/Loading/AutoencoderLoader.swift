package import Tensors

/// Loads a file that holds an autoencoder alone, or the one in a checkpoint.
package struct AutoencoderLoader: ModelLoader {
    package static let kind = "vae"

    package init() {}

    package func load(_ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget) throws -> Autoencoder {
        try Self.load(files[0], compute, budget: budget)
    }

    package static func load(
        _ file: any WeightSource, _ compute: Compute, budget: WeightBudget = WeightBudget()
    ) throws -> Autoencoder {
        let layout = ModelDetector(file).autoencoder(alone: true)
        guard let autoencoder = try load(file, layout, compute, budget) else { throw Autoencoder.invalid }
        return autoencoder
    }

    static func load(
        _ file: any WeightSource, _ layout: AutoencoderLayout?, _ compute: Compute, _ budget: WeightBudget
    ) throws -> Autoencoder? {
        let room = WeightRoom(budget)
        return switch layout {
        case nil: nil
        case .original(let prefix):
            try Autoencoder(WeightReader(file, prefix: prefix, compute: compute, room: room))
        case .diffusers:
            try Autoencoder(
                WeightReader(DiffusersAutoencoder.renamed(file), compute: compute, room: room))
        }
    }

    package static func parts(of autoencoder: Autoencoder) -> [ModelPart] {
        [ModelPart("vae", autoencoder.byteCount, autoencoder.room)]
    }
}
