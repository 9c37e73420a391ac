internal import Models
internal import Workflow

struct ConditioningSetMask: Node {
    private enum Area: String, CaseIterable {
        case whole = "default"
        case bounds = "mask bounds"
    }

    var schema: NodeSchema {
        NodeSchema(
            "ConditioningSetMask", displayName: "Conditioning (Set Mask)", category: "conditioning",
            inputs: [
                .link("conditioning", "CONDITIONING"), .link("mask", "MASK"),
                .float("strength", default: 1, min: 0, max: 10, step: 0.01),
                .choice("set_cond_area", Area.allCases.map(\.rawValue)),
            ],
            outputs: [OutputSchema("CONDITIONING")]
        ).with {
            $0.description = "Lets a prompt count where a mask is white; it sees the whole picture, or the mask's box."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let mask = try inputs.mask("mask")
        let strength = try inputs.float("strength")
        let area = try inputs.choice("set_cond_area", Area.self)
        return .values(
            try inputs.conditioning("conditioning") { entry in
                entry.mask = mask
                entry.maskStrength = strength
                entry.setsAreaToBounds = area == .bounds
            })
    }
}
