internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct RenormCFG: Node {
    var schema: NodeSchema {
        .v3(
            "RenormCFG", category: "advanced/model",
            inputs: [
                .socket("model", "MODEL"),
                InputSchema("cfg_trunc", .named("FLOAT"), ["default": 100, "max": 100.0, "min": 0.0, "step": 0.01]),
                .float("renorm_cfg", default: 1, min: 0, max: 100, step: 0.01),
            ],
            outputs: [OutputSchema("MODEL")],
            "Keeps guidance from making predictions longer than the prompt's, and leaves it out at high noise levels.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (limit, most) = (Float(try inputs.float("cfg_trunc")), Float(try inputs.float("renorm_cfg")))
        return .values(
            try inputs.patchedModel { options in
                options.guidance = { step in
                    guard step.sigma < limit else { return step.positive }
                    let guided = step.negative.adding(step.positive - step.negative, times: step.scale)
                    guard most > 0 else { return guided }
                    return Tensor.concatenated(
                        (0..<guided.shape[0]).map { item in
                            let own = guided.slice(item..<item + 1)
                            let positive = step.positive.slice(item..<item + 1)
                            let wanted = Float(positive.product(positive).squareRoot()) * most
                            let length = Float(own.product(own).squareRoot())
                            return length >= wanted && length > 0 ? own * (wanted / length) : own
                        })
                }
            })
    }
}
