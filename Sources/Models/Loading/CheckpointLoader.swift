package import Tensors

/// Loads a checkpoint of any size: a diffusion model and what there is of text encoder and autoencoder.
package struct CheckpointLoader: ModelLoader {
    package static let kind = "checkpoint"

    package init() {}

    package func load(_ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget) throws -> Checkpoint {
        try Self.load(files[0], compute, budget: budget)
    }

    package static func load(
        _ file: any WeightSource, _ compute: Compute, budget: WeightBudget = WeightBudget()
    ) throws -> Checkpoint {
        let file = ReadSource(OriginalLayout.of(file))
        let detector = ModelDetector(file)
        let (family, prefix) = try detector.checkpoint()
        let reader = WeightReader(file, prefix: prefix, compute: compute, room: WeightRoom(budget))
        let checkpoint = Checkpoint(
            family: family,
            model: try DiffusionModel(family, reader, file),
            textEncoder: try textEncoder(of: family, detector, file, compute, budget),
            autoencoder: try AutoencoderLoader.load(file, detector.autoencoder(alone: false), compute, budget))
        file.tellUnread()
        return checkpoint
    }

    private static func textEncoder(
        of family: ModelFamily, _ detector: ModelDetector, _ file: any WeightSource, _ compute: Compute,
        _ budget: WeightBudget
    ) throws -> (any TextEncoder)? {
        if let texts = detector.transformerTexts(of: family) {
            return try TextEncoderParts.encoder(texts.recipe, texts.found, compute, budget)
        }
        return try detector.textEncoders(of: family).map { prefixes in
            try TextEncoderLoader.encoder(
                zip(family.textEncoders, prefixes).map { ($0.variant, $0.layout, file, $1) }, compute, budget)
        }
    }

    package static func parts(of checkpoint: Checkpoint) -> [ModelPart] {
        let network = checkpoint.model.network
        return [ModelPart("unet", network.byteCount, network.room)]
            + (checkpoint.textEncoder.map { [ModelPart("clip", $0.byteCount, $0.room)] } ?? [])
            + (checkpoint.autoencoder.map { AutoencoderLoader.parts(of: $0) } ?? [])
    }
}
