internal import Models
internal import Workflow

/// The older class: the negative prompt is controlled as well, with whatever the positive one has.
struct ControlNetApply: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ControlNetApply", displayName: "Apply ControlNet (OLD)", category: "conditioning/controlnet",
            inputs: [
                .link("conditioning", "CONDITIONING"), .link("control_net", "CONTROL_NET"), .link("image", "IMAGE"),
                .float("strength", default: 1, min: 0, max: 10, step: 0.01),
            ],
            outputs: [OutputSchema("CONDITIONING")]
        ).with {
            $0.isDeprecated = true
            $0.description = "Lets a ControlNet guide sampling by a picture."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let conditioning = try inputs.conditioning("conditioning")
        guard let hint = try inputs.controlHint() else { return .values(conditioning.value) }
        let application = ControlApplication(control: try inputs.controlNet(), hint: hint, controlsNegative: true)
        return .finished(NodeOutput(application.applied(to: [conditioning], sharing: false)))
    }
}
