internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct PerturbedAttentionGuidance: Node {
    var schema: NodeSchema {
        .v3(
            "PerturbedAttentionGuidance", category: "model_patches/unet",
            inputs: [
                .socket("model", "MODEL"),
                .float("scale", default: 3, min: 0, max: 100, step: 0.01, extra: ["round": 0.01]),
            ],
            outputs: [OutputSchema("MODEL")],
            "Guides away from what the network draws without attention to itself (Ahn et al., 2024).")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let scale = Float(try inputs.float("scale"))
        return .values(
            try inputs.patchedModel { options in
                options.afterGuidance.append { x0, step in
                    if scale == 0 { return x0 }
                    var perturbed = step.model.options
                    perturbed.patches.selfAttention.replacements[.init(.middle, 0)] = { _, _, values, _, _ in values }
                    return x0.adding(step.positive - (try step.predict(step.positiveSide, perturbed)), times: scale)
                }
            })
    }
}
