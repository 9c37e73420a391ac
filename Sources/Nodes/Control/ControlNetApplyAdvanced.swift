internal import Models
internal import Workflow

struct ControlNetApplyAdvanced: Node {
    var schema: NodeSchema {
        var vae = InputSchema.link("vae", "VAE")
        vae.section = .optional
        return NodeSchema(
            "ControlNetApplyAdvanced", displayName: "Apply ControlNet", category: "conditioning/controlnet",
            inputs: [
                .link("positive", "CONDITIONING"), .link("negative", "CONDITIONING"),
                .link("control_net", "CONTROL_NET"), .link("image", "IMAGE"),
            ] + ControlNetApplyAdvanced.range + [vae],
            outputs: ControlNetApplyAdvanced.outputs
        ).with { $0.description = "Lets a ControlNet guide a part of sampling by a picture." }
    }

    static let range: [InputSchema] = [
        .float("strength", default: 1, min: 0, max: 10, step: 0.01),
        .float("start_percent", default: 0, min: 0, max: 1, step: 0.001),
        .float("end_percent", default: 1, min: 0, max: 1, step: 0.001),
    ]
    static let outputs = [
        OutputSchema("CONDITIONING", name: "positive"), OutputSchema("CONDITIONING", name: "negative"),
    ]

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        try inputs.controlled(by: try inputs.controlHint())
    }
}

/// The same with the autoencoder that some ControlNets want, by its older name.
struct ControlNetApplySD3: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "ControlNetApplySD3", displayName: "Apply Controlnet with VAE", category: "conditioning/controlnet",
            inputs: [
                .socket("positive", "CONDITIONING"), .socket("negative", "CONDITIONING"),
                .socket("control_net", "CONTROL_NET"), .socket("vae", "VAE"), .socket("image", "IMAGE"),
            ] + ControlNetApplyAdvanced.range,
            outputs: ControlNetApplyAdvanced.outputs, "Lets a ControlNet that goes by latents guide a part of sampling."
        ).with { $0.isDeprecated = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        try inputs.controlled(by: try inputs.controlHint())
    }
}

extension NodeInputs {
    /// The positive and the negative conditioning with a control, which they share where they had none or the same.
    func controlled(by hint: ControlHint?) throws -> NodeResult {
        let conditionings = [try conditioning("positive"), try conditioning("negative")]
        guard let hint else { return .finished(NodeOutput(conditionings.map(\.value))) }
        let application = ControlApplication(control: try controlNet(), hint: hint, controlsNegative: false)
        return .finished(NodeOutput(application.applied(to: conditionings, sharing: true)))
    }
}
