internal import Models
internal import System
internal import Tensors
internal import Workflow

/// A CLIP_VISION.
final class CLIPVisionObject: EngineObject {
    let model: CLIPVisionModel
    init(_ model: CLIPVisionModel) { self.model = model }
}

/// A CLIP_VISION_OUTPUT.
final class CLIPVisionOutputObject: EngineObject {
    let output: CLIPVisionOutput
    init(_ output: CLIPVisionOutput) { self.output = output }
}

/// A STYLE_MODEL.
final class StyleModelObject: EngineObject {
    let model: any StyleModel
    init(_ model: any StyleModel) { self.model = model }
}

extension NodeInputs {
    func clipVision(_ name: String = "clip_vision") throws(NodeError) -> CLIPVisionModel {
        if case .null? = self[name] {
            throw NodeError(
                "RuntimeError",
                "the input \(name) is None: the checkpoint that it comes from may have no CLIP vision model")
        }
        return try object(name, CLIPVisionObject.self, "a CLIP_VISION").model
    }

    func clipVisionOutput(_ name: String = "clip_vision_output") throws(NodeError) -> CLIPVisionOutput {
        try object(name, CLIPVisionOutputObject.self, "a CLIP_VISION_OUTPUT").output
    }
}

extension ImageEmbedding {
    /// ComfyUI's list of dictionaries; nil where the value is none.
    static func list(_ value: Value) throws(NodeError) -> [ImageEmbedding]? {
        guard let list = value.list else { return nil }
        var result: [ImageEmbedding] = []
        for item in list {
            guard let members = item.dictionary, case .object(let object)? = members["clip_vision_output"],
                let output = (object as? CLIPVisionOutputObject)?.output, let strength = members["strength"]?.float,
                let noise = members["noise_augmentation"]?.float
            else { return nil }
            result.append(ImageEmbedding(output, strength: strength, noiseAugmentation: noise))
        }
        return result
    }

    static func value(_ embeddings: [ImageEmbedding]) -> Value {
        .list(
            embeddings.map { embedding in
                .dictionary([
                    "clip_vision_output": .object(CLIPVisionOutputObject(embedding.output)),
                    "strength": .float(embedding.strength),
                    "noise_augmentation": .float(embedding.noiseAugmentation),
                ])
            })
    }
}
