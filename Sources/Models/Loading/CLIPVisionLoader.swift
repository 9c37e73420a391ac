package import Tensors

/// Loads an encoder of pictures from a file of its own, or the one in an unCLIP checkpoint.
package struct CLIPVisionLoader: ModelLoader {
    package static let kind = "clip_vision"

    /// Of the encoder in a checkpoint, in OpenCLIP's layout; nil for a file of its own.
    private let prefix: String?

    private init(prefix: String?) { self.prefix = prefix }

    package init() { prefix = nil }

    /// Where unCLIP checkpoints have it.
    package static let inCheckpoint = CLIPVisionLoader(prefix: "embedder.model.visual.")

    package func load(
        _ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget
    ) throws -> CLIPVisionModel {
        let file = files[0]
        func model(_ source: any WeightSource) throws -> CLIPVisionModel {
            try CLIPVisionModel(
                WeightReader(source, compute: compute, room: WeightRoom(budget), roundedTo: .f16))
        }
        for prefix in prefix.map({ [$0] }) ?? ["visual.", "embedder.model.visual."] {
            guard file.info("\(prefix)transformer.resblocks.0.attn.in_proj_weight") != nil else { continue }
            return try model(OpenCLIPNames.renamedVision(file, prefix))
        }
        guard prefix == nil, file.info("vision_model.encoder.layers.0.layer_norm1.weight") != nil else {
            throw ModelError.holdsNo("CLIP vision model that is known", file)
        }
        return try model(file)
    }

    package static func parts(of model: CLIPVisionModel) -> [ModelPart] {
        [ModelPart("clip_vision", model.byteCount, model.room)]
    }
}
