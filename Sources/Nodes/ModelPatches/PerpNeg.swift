internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct PerpNeg: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "PerpNeg", displayName: "Perp-Neg (DEPRECATED by PerpNegGuider)", category: "_for_testing",
            inputs: [
                .socket("model", "MODEL"),
                .socket("empty_conditioning", "CONDITIONING"),
                .float("neg_scale", default: 1, min: 0, max: 100, step: 0.01),
            ],
            outputs: [OutputSchema("MODEL")],
            "Lets of the negative prompt count only what is perpendicular to the prompt (Armandpour et al., 2023)."
        ).with {
            $0.isExperimental = true; $0.isDeprecated = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let empty = try inputs.conditioning("empty_conditioning")
        let negativeScale = Float(try inputs.float("neg_scale"))
        return .values(
            try inputs.patchedModel { options in
                options.guidance = { step in
                    let neutral = try step.ask(.conditioning(empty), step.x, step.model.options)
                    return PerpNegGuider.guided(
                        step.positive, step.negative, empty: neutral, scale: step.scale, negativeScale: negativeScale)
                }
            })
    }
}
