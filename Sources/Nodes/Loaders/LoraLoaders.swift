internal import Folders
internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct LoraLoaderNode: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "LoraLoader", displayName: "Load LoRA", category: "loaders",
            inputs: [
                .link("model", "MODEL", "The diffusion model to change."),
                .link("clip", "CLIP", "The text encoder to change."),
                .choice("lora_name", environment.folders.files(of: "loras"), "The LoRA's file."),
                .strength("strength_model", "How strongly the diffusion model is changed; may be negative."),
                .strength("strength_clip", "How strongly the text encoder is changed; may be negative."),
            ],
            outputs: [
                OutputSchema("MODEL", tooltip: "The changed diffusion model."),
                OutputSchema("CLIP", tooltip: "The changed text encoder."),
            ]
        ).with {
            $0.description =
                "Changes a diffusion model and its text encoder by a small file that was trained for them. Several can follow each other."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (model, clip) = (try inputs.model(), try inputs.clip())
        let (ofModel, ofClip) = (try inputs.float("strength_model"), try inputs.float("strength_clip"))
        if ofModel == 0 && ofClip == 0 { return .values(.object(ModelObject(model)), .object(clip)) }
        let name = try inputs.string("lora_name")
        let lora = try environment.lora(name, context.cancellation)
        let use = LoraUse(lora, name: name, environment: environment, cancellation: context.cancellation)
        let (newModel, newClip) = try use.apply(to: model, ofModel, clip, ofClip)
        return .values(.object(ModelObject(newModel)), .object(newClip))
    }
}

struct LoraLoaderModelOnly: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "LoraLoaderModelOnly", category: "loaders",
            inputs: [
                .link("model", "MODEL"), .choice("lora_name", environment.folders.files(of: "loras")),
                .strength("strength_model"),
            ],
            outputs: [OutputSchema("MODEL", tooltip: "The changed diffusion model.")]
        ).with {
            $0.description =
                "Changes a diffusion model, without its text encoder, by a small file that was trained for it."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (model, strength) = (try inputs.model(), try inputs.float("strength_model"))
        if strength == 0 { return .values(.object(ModelObject(model))) }
        let name = try inputs.string("lora_name")
        let lora = try environment.lora(name, context.cancellation)
        let use = LoraUse(lora, name: name, environment: environment, cancellation: context.cancellation)
        return .values(.object(ModelObject(try use.apply(to: model, strength))))
    }
}

struct LoraModelLoader: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema.v3(
            "LoraModelLoader", displayName: "Load LoRA Model", category: "loaders",
            inputs: [
                .socket("model", "MODEL"),
                .socket("lora", "LORA_MODEL"),
                .float("strength_model", default: 1, min: -100, max: 100),
            ],
            outputs: [OutputSchema("MODEL", name: "model")],
            "Changes a diffusion model by a LoRA that is in memory."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (model, strength) = (try inputs.model(), try inputs.float("strength_model"))
        let lora = try inputs.object("lora", LoraObject.self, "a LORA_MODEL").file
        if strength == 0 { return .values(.object(ModelObject(model))) }
        let use = LoraUse(lora, name: lora.source.name, environment: environment, cancellation: context.cancellation)
        return .values(.object(ModelObject(try use.apply(to: model, strength))))
    }
}

/// A LORA_MODEL.
final class LoraObject: EngineObject {
    let file: LoraFile
    init(_ file: LoraFile) { self.file = file }
}

extension InputSchema {
    fileprivate static func strength(_ name: String, _ tooltip: String? = nil) -> Self {
        .float(name, default: 1, min: -100, max: 100, step: 0.01, tooltip)
    }
}

extension NodeEnvironment {
    func lora(_ name: String, _ cancellation: Cancellation) throws -> LoraFile {
        try load(LoraLoader(), [(name, "loras")], cancellation)
    }
}
