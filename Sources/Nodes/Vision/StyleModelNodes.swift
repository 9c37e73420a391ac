internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct StyleModelApply: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        var strength = InputSchema.float("strength", default: 1, min: 0, max: 10, step: 0.001)
        var type = InputSchema.choice("strength_type", ["multiply", "attn_bias"], options: ["default": "multiply"])
        strength.section = .optional
        type.section = .optional
        return NodeSchema(
            "StyleModelApply", displayName: "Apply Style Model", category: "conditioning/style_model",
            inputs: [
                .link("conditioning", "CONDITIONING"), .link("style_model", "STYLE_MODEL"),
                .link("clip_vision_output", "CLIP_VISION_OUTPUT"), strength, type,
            ],
            outputs: [OutputSchema("CONDITIONING")]
        ).with { $0.description = "Appends tokens that a picture gives to a prompt." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let model = try inputs.object("style_model", StyleModelObject.self, "a STYLE_MODEL").model
        let output = try inputs.clipVisionOutput()
        let strength = inputs["strength"] == nil ? 1 : try inputs.float("strength")
        let multiplies = try inputs["strength_type"] == nil || inputs.string("strength_type") == "multiply"
        var tokens = try translatingErrors {
            try model.tokens(output.lastHidden, environment.compute(context.cancellation))
        }
        tokens = tokens.reshaped([tokens.shape[0] * tokens.shape[1], tokens.shape[2]])
        if multiplies && strength != 1 { tokens = tokens * Float(strength) }
        let count = tokens.shape[0]
        return .values(
            try inputs.conditioning("conditioning") { (entry) throws(NodeError) in
                let (items, length, width) = (entry.hidden.shape[0], entry.hidden.shape[1], entry.hidden.shape[2])
                guard width == tokens.shape[1] else {
                    throw NodeError(
                        "RuntimeError",
                        "a style of width \(tokens.shape[1]) cannot be appended to a prompt of width \(width)")
                }
                if entry.attentionMask != nil || (!multiplies && strength != 1) {
                    try entry.extendAttentionMask(by: count, weight: multiplies ? 1 : strength)
                }
                entry.hidden = Tensor.concatenated(
                    (0..<items).flatMap { item in
                        [entry.hidden.slice(item..<item + 1).reshaped([length, width]), tokens]
                    }
                ).reshaped([items, length + count, width])
            })
    }
}
