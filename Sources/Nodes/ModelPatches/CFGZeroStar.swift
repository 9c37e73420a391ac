internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct CFGZeroStar: Node {
    var schema: NodeSchema {
        .v3(
            "CFGZeroStar", category: "advanced/guidance",
            inputs: [
                .socket("model", "MODEL")
            ],
            outputs: [OutputSchema("MODEL", name: "patched_model")],
            "Scales the negative prediction to what of it points where the prompt does (Fan et al., 2025).")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(
            try inputs.patchedModel { options in
                options.afterGuidance.append { x0, step in
                    let shares = Self.shares(step.x - step.positive, step.x - step.negative)
                    let correction = step.negative.scalingItems { shares[$0] - 1 }
                    let other = step.negative.scalingItems { (1 - shares[$0]) * step.scale }
                    return x0 + correction + other
                }
            })
    }

    /// How much of each item of `negative` is in the item of `positive`.
    private static func shares(_ positive: Tensor, _ negative: Tensor) -> [Float] {
        (0..<positive.shape[0]).map { item in
            let (a, b) = (positive.slice(item..<item + 1), negative.slice(item..<item + 1))
            return Float(a.product(b) / (b.product(b) + 1e-8))
        }
    }
}
