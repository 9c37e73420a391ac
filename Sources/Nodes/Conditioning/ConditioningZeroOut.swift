internal import Models
internal import Tensors
internal import Workflow

struct ConditioningZeroOut: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ConditioningZeroOut", displayName: "ConditioningZeroOut", category: "advanced/conditioning",
            inputs: [.link("conditioning", "CONDITIONING")], outputs: [OutputSchema("CONDITIONING")]
        ).with { $0.description = "Makes a prompt of nothing but zeros, which some models want as negative prompt." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(
            try inputs.conditioning("conditioning") { entry in
                entry.hidden = Tensor(zeros: entry.hidden.shape)
                entry.pooled = entry.pooled.map { Tensor(zeros: $0.shape) }
            })
    }
}
