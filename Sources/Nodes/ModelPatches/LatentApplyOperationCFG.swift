internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct LatentApplyOperationCFG: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "LatentApplyOperationCFG", category: "latent/advanced/operations",
            inputs: [
                .socket("model", "MODEL"),
                .socket("operation", "LATENT_OPERATION"),
            ],
            outputs: [OutputSchema("MODEL")],
            "Changes what guidance adds by an operation on latents."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let operation = try inputs.object("operation", LatentOperation.self, "a LATENT_OPERATION")
        return .values(
            try inputs.patchedModel { options in
                options.beforeGuidance.append { step in
                    var step = step
                    step.positive = try operation(step.positive - step.negative, nil) + step.negative
                    return step
                }
            })
    }
}
