internal import Images
internal import Models
internal import Workflow

/// A MODEL.
final class ModelObject: EngineObject {
    let model: DiffusionModel
    init(_ model: DiffusionModel) { self.model = model }
}

/// A CLIP: a text encoder and which of its layers gives the result.
final class ClipObject: EngineObject {
    let encoder: any TextEncoder
    /// -1 for the last layer, -2 for the one before it, ...; nil for the model's own.
    let layer: Int?

    init(_ encoder: any TextEncoder, layer: Int? = nil) {
        self.encoder = encoder
        self.layer = layer
    }
}

/// A VAE.
final class VAEObject: EngineObject {
    let codec: any LatentCodec
    init(_ codec: any LatentCodec) { self.codec = codec }
}

extension NodeInputs {
    func model(_ name: String = "model") throws(NodeError) -> DiffusionModel {
        try object(name, ModelObject.self, "a MODEL").model
    }
}
