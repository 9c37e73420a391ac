internal import Models
internal import Workflow

struct ConditioningSetAreaStrength: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ConditioningSetAreaStrength", displayName: "ConditioningSetAreaStrength", category: "conditioning",
            inputs: [
                .link("conditioning", "CONDITIONING"), .float("strength", default: 1, min: 0, max: 10, step: 0.01),
            ],
            outputs: [OutputSchema("CONDITIONING")]
        ).with { $0.description = "Says how much a prompt counts beside those that it is combined with." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let strength = try inputs.float("strength")
        return .values(try inputs.conditioning("conditioning") { $0.strength = strength })
    }
}
