internal import Formats
internal import Models
internal import System
internal import Workflow

struct ConditioningSetAreaPercentage: Node {
    var schema: NodeSchema {
        func share(_ name: String, default value: Double) -> InputSchema {
            // The reference's 0 is an integer.
            InputSchema(
                name, .named("FLOAT"),
                ["default": value == 0 ? 0 : .double(value), "min": 0, "max": 1.0, "step": 0.01])
        }
        return NodeSchema(
            "ConditioningSetAreaPercentage", displayName: "Conditioning (Set Area with Percentage)",
            category: "conditioning",
            inputs: [
                .link("conditioning", "CONDITIONING"), share("width", default: 1), share("height", default: 1),
                share("x", default: 0), share("y", default: 0),
                .float("strength", default: 1, min: 0, max: 10, step: 0.01),
            ],
            outputs: [OutputSchema("CONDITIONING")]
        ).with { $0.description = "Lets a prompt count only for a part of the picture, given in shares of it." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let area = ConditioningArea.shares(
            extent: [try inputs.float("height"), try inputs.float("width")],
            start: [try inputs.float("y"), try inputs.float("x")])
        let strength = try inputs.float("strength")
        return .values(
            try inputs.conditioning("conditioning") { entry in
                entry.area = area
                entry.strength = strength
                entry.setsAreaToBounds = false
            })
    }
}
