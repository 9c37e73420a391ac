internal import Formats
internal import Models
internal import System
internal import Workflow

struct BasicGuiderNode: Node {
    var schema: NodeSchema {
        .v3(
            "BasicGuider", category: "sampling/custom_sampling/guiders",
            inputs: [.socket("model", "MODEL"), .socket("conditioning", "CONDITIONING")],
            outputs: [OutputSchema("GUIDER")], "Follows one prompt, without a negative one.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let guider = CFGGuider(positive: try inputs.conditioning("conditioning"))
        return .values(.object(GuiderObject(try inputs.model(), guider)))
    }
}

struct CFGGuiderNode: Node {
    var schema: NodeSchema {
        .v3(
            "CFGGuider", category: "sampling/custom_sampling/guiders",
            inputs: [
                .socket("model", "MODEL"), .socket("positive", "CONDITIONING"), .socket("negative", "CONDITIONING"),
                .scale("cfg"),
            ],
            outputs: [OutputSchema("GUIDER")], "Follows a prompt away from a negative one.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let guider = CFGGuider(
            positive: try inputs.conditioning("positive"), negative: try inputs.conditioning("negative"),
            scale: try inputs.float("cfg"))
        return .values(.object(GuiderObject(try inputs.model(), guider)))
    }
}

struct DualCFGGuiderNode: Node {
    var schema: NodeSchema {
        let styles = DualCFGGuider.Style.allCases.map(\.rawValue)
        var style = InputSchema.combo("style", styles, default: styles[0])
        style.section = .optional
        return .v3(
            "DualCFGGuider", category: "sampling/custom_sampling/guiders",
            inputs: [
                .socket("model", "MODEL"), .socket("cond1", "CONDITIONING"), .socket("cond2", "CONDITIONING"),
                .socket("negative", "CONDITIONING"), .scale("cfg_conds"), .scale("cfg_cond2_negative"), style,
            ],
            outputs: [OutputSchema("GUIDER")], aliases: ["dual prompt guidance"],
            "Follows a prompt away from a second one, and that away from a negative one.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let guider = DualCFGGuider(
            first: try inputs.conditioning("cond1"), second: try inputs.conditioning("cond2"),
            negative: try inputs.conditioning("negative"), scale: try inputs.float("cfg_conds"),
            negativeScale: try inputs.float("cfg_cond2_negative"),
            style: inputs["style"] == nil ? .regular : try inputs.choice("style"))
        return .values(.object(GuiderObject(try inputs.model(), guider)))
    }
}

struct PerpNegGuiderNode: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "PerpNegGuider", category: "_for_testing",
            inputs: [
                .socket("model", "MODEL"), .socket("positive", "CONDITIONING"), .socket("negative", "CONDITIONING"),
                .socket("empty_conditioning", "CONDITIONING"), .scale("cfg"),
                .float("neg_scale", default: 1, min: 0, max: 100, step: 0.01),
            ],
            outputs: [OutputSchema("GUIDER")],
            "Takes from the negative prompt only what the prompt does not say too, both seen from an empty one."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let guider = PerpNegGuider(
            positive: try inputs.conditioning("positive"), negative: try inputs.conditioning("negative"),
            empty: try inputs.conditioning("empty_conditioning"), scale: try inputs.float("cfg"),
            negativeScale: try inputs.float("neg_scale"))
        return .values(.object(GuiderObject(try inputs.model(), guider)))
    }
}

extension InputSchema {
    /// How strongly guidance pulls.
    fileprivate static func scale(_ name: String) -> Self {
        .float(name, default: 8, min: 0, max: 100, step: 0.1, extra: ["round": 0.01])
    }
}
