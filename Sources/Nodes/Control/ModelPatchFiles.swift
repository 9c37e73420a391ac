internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// A MODEL_PATCH.
final class ModelPatchObject: EngineObject {
    let patch: any ModelPatch
    init(_ patch: any ModelPatch) { self.patch = patch }
}

/// Hangs a model patch that goes by pictures on a model.
struct ModelPatchControlNode: Node {
    private let name: String
    private let category: String
    /// Whether there is always a picture, and whether another one may be painted in part.
    private let paints: Bool
    private let description: String

    static let qwenImage = Self(
        name: "QwenImageDiffsynthControlnet", category: "advanced/loaders/qwen", paints: false,
        description: "Lets a ControlNet of DiffSynth-Studio guide Qwen-Image by a picture.")
    static let zImage = Self(
        name: "ZImageFunControlnet", category: "advanced/loaders/zimage", paints: true,
        description: "Lets a ControlNet of Alibaba's guide Z-Image by a picture, or paint a part of one anew.")

    var schema: NodeSchema {
        let strength = InputSchema.float("strength", default: 1, min: -10, max: 10, step: 0.01)
        let head: [InputSchema] = [.link("model", "MODEL"), .link("model_patch", "MODEL_PATCH"), .link("vae", "VAE")]
        func optional(_ name: String, _ type: String) -> InputSchema { .link(name, type, section: .optional) }
        return NodeSchema(
            name, displayName: name, category: category,
            inputs: paints
                ? head + [
                    strength, optional("image", "IMAGE"), optional("inpaint_image", "IMAGE"), optional("mask", "MASK"),
                ] : head + [.link("image", "IMAGE"), strength, optional("mask", "MASK")],
            outputs: [OutputSchema("MODEL")]
        ).with {
            $0.isExperimental = true
            $0.description = description
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let patch = try inputs.object("model_patch", ModelPatchObject.self, "a MODEL_PATCH").patch
        guard let patch = patch as? any PictureModelPatch else {
            throw NodeError("ValueError", "the input model_patch is for another node: it goes by no picture")
        }
        func picture(_ name: String) throws -> Tensor? {
            guard inputs[name] != nil else { return nil }
            let picture = try inputs.image(name)
            guard picture.shape[3] >= 3 else { throw NodeError("ValueError", "a picture without colours") }
            return try picture.channels(3)
        }
        var kept: Tensor?
        if inputs["mask"] != nil {
            let mask = try inputs.mask("mask")
            kept = mask.map { 1 - $0 }.reshaped([mask.shape[0], 1] + mask.shape.dropFirst())
        }
        let pictures = ControlPictures(
            picture: try picture("image"), painted: paints ? try picture("inpaint_image") : nil, kept: kept,
            codec: try inputs.vae(), strength: Float(try inputs.float("strength")))
        let control = try translatingErrors { try patch.control(pictures) }
        return .values(try inputs.patchedModel { $0.patches.blockControls.append(control) })
    }
}

struct USOStyleReference: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "USOStyleReference", displayName: "USOStyleReference", category: "advanced/model_patches/flux",
            inputs: [
                .link("model", "MODEL"), .link("model_patch", "MODEL_PATCH"),
                .link("clip_vision_output", "CLIP_VISION_OUTPUT"),
            ],
            outputs: [OutputSchema("MODEL")]
        ).with {
            $0.isExperimental = true
            $0.description = "Lets Flux.1 take a picture's style over."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let patch = try inputs.object("model_patch", ModelPatchObject.self, "a MODEL_PATCH").patch
        guard let projector = patch as? StyleProjector else {
            throw NodeError("ValueError", "the input model_patch is for another node: it makes no tokens of a style")
        }
        let output = try inputs.clipVisionOutput()
        let tokens = try translatingErrors {
            try projector.tokens(output, environment.compute(context.cancellation))
        }
        return .values(try inputs.patchedModel { $0.patches.leadingTokens.append(tokens) })
    }
}
