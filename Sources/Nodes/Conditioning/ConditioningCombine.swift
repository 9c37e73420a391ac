internal import Models
internal import Workflow

struct ConditioningCombine: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ConditioningCombine", displayName: "Conditioning (Combine)", category: "conditioning",
            inputs: [.link("conditioning_1", "CONDITIONING"), .link("conditioning_2", "CONDITIONING")],
            outputs: [OutputSchema("CONDITIONING")]
        ).with { $0.description = "Lets two prompts steer at once: what they predict is averaged where they overlap." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var combined = try inputs.conditioning("conditioning_1")
        combined.entries += try inputs.conditioning("conditioning_2").entries
        return .values(combined.value)
    }
}
