internal import Models
internal import Workflow

struct ConditioningSetArea: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ConditioningSetArea", displayName: "Conditioning (Set Area)", category: "conditioning",
            inputs: [
                .link("conditioning", "CONDITIONING"),
                .int("width", default: 64, min: 64, max: maximumResolution, step: 8),
                .int("height", default: 64, min: 64, max: maximumResolution, step: 8),
                .int("x", default: 0, min: 0, max: maximumResolution, step: 8),
                .int("y", default: 0, min: 0, max: maximumResolution, step: 8),
                .float("strength", default: 1, min: 0, max: 10, step: 0.01),
            ],
            outputs: [OutputSchema("CONDITIONING")]
        ).with { $0.description = "Lets a prompt count only for a part of the picture, given in pixels." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let area = ConditioningArea.places(
            extent: [try inputs.int("height") / 8, try inputs.int("width") / 8],
            start: [try inputs.int("y") / 8, try inputs.int("x") / 8])
        let strength = try inputs.float("strength")
        return .values(
            try inputs.conditioning("conditioning") { entry in
                entry.area = area
                entry.strength = strength
                entry.setsAreaToBounds = false
            })
    }
}
