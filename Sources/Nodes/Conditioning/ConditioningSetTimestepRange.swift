internal import Models
internal import Workflow

struct ConditioningSetTimestepRange: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ConditioningSetTimestepRange", displayName: "ConditioningSetTimestepRange",
            category: "advanced/conditioning",
            inputs: [
                .link("conditioning", "CONDITIONING"), .float("start", default: 0, min: 0, max: 1, step: 0.001),
                .float("end", default: 1, min: 0, max: 1, step: 0.001),
            ],
            outputs: [OutputSchema("CONDITIONING")]
        ).with { $0.description = "Lets a prompt count only in a part of sampling: 0 is its start, 1 its end." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (start, end) = (try inputs.float("start"), try inputs.float("end"))
        return .values(
            try inputs.conditioning("conditioning") { entry in
                entry.startPercent = start
                entry.endPercent = end
            })
    }
}
