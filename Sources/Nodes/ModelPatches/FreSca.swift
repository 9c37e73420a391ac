internal import Formats
internal import Images
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct FreSca: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "FreSca", category: "_for_testing",
            inputs: [
                .socket("model", "MODEL"),
                InputSchema("scale_low", .named("FLOAT"), ["default": 1.0, "min": 0, "max": 10, "step": 0.01]),
                InputSchema("scale_high", .named("FLOAT"), ["default": 1.25, "min": 0, "max": 10, "step": 0.01]),
                .int("freq_cutoff", default: 20, min: 1, max: 10000, step: 1),
            ],
            outputs: [OutputSchema("MODEL")], aliases: ["frequency guidance"],
            "Scales coarse and fine parts of guidance on their own (Huang et al., 2025)."
        ).with {
            $0.isExperimental = true; $0.showsName = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (low, high) = (Float(try inputs.float("scale_low")), Float(try inputs.float("scale_high")))
        let cutoff = try inputs.int("freq_cutoff")
        return .values(
            try inputs.patchedModel { options in
                options.beforeGuidance.append { step in
                    guard step.hasNegative, step.x.rank == 4 else { return step }
                    var step = step
                    let guidance = Layout.nhwc(step.positive - step.negative)
                    let filter = FrequencyFilter(
                        height: guidance.shape[1], width: guidance.shape[2], cutoff: cutoff, low: low, high: high)
                    step.positive = Layout.nchw(filter(guidance)) + step.negative
                    return step
                }
            })
    }
}
