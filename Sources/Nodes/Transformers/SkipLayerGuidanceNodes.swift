internal import Formats
internal import Models
internal import System
internal import Workflow

extension InputSchema {
    fileprivate static func layers(_ name: String) -> Self {
        .string(name, default: "7, 8, 9", extra: ["multiline": false])
    }

    fileprivate static func percent(_ name: String, default value: Double) -> Self {
        .float(name, default: value, min: 0, max: 1, step: 0.001)
    }

    fileprivate static let scale = float("scale", default: 3, min: 0, max: 10, step: 0.1)
}

extension NodeSchema {
    fileprivate static func guidance(_ name: String, _ inputs: [InputSchema], _ description: String) -> Self {
        NodeSchema.v3(
            name, category: "advanced/guidance", inputs: inputs, outputs: [OutputSchema("MODEL")], description
        ).with { $0.isExperimental = true }
    }
}

extension NodeInputs {
    fileprivate func skipLayerGuidance(double: String, single: String) throws(NodeError) -> SkipLayerGuidance? {
        SkipLayerGuidance(
            try model(), double: double, single: single, start: try float("start_percent"),
            end: try float("end_percent"))
    }
}

struct SkipLayerGuidanceDiT: Node {
    var schema: NodeSchema {
        .guidance(
            "SkipLayerGuidanceDiT",
            [
                .socket("model", "MODEL"), .layers("double_layers"), .layers("single_layers"), .scale,
                .percent("start_percent", default: 0.01), .percent("end_percent", default: 0.15),
                .float("rescaling_scale", default: 0, min: 0, max: 10, step: 0.01),
            ],
            "Guides a transformer away from what it draws without some of its blocks.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let guidance = try inputs.skipLayerGuidance(
            double: try inputs.string("double_layers"), single: try inputs.string("single_layers"))
        let (scale, rescaling) = (try inputs.float("scale"), try inputs.float("rescaling_scale"))
        let model = try inputs.model()
        return .values(
            .object(ModelObject(guidance?.guided(model, scale: scale, rescaling: rescaling) ?? model)))
    }
}

struct SkipLayerGuidanceSD3: Node {
    var schema: NodeSchema {
        .guidance(
            "SkipLayerGuidanceSD3",
            [
                .socket("model", "MODEL"), .layers("layers"), .scale, .percent("start_percent", default: 0.01),
                .percent("end_percent", default: 0.15),
            ],
            "Guides Stable Diffusion 3.5 away from what it draws without some of its blocks.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let guidance = try inputs.skipLayerGuidance(double: try inputs.string("layers"), single: "")
        let (scale, model) = (try inputs.float("scale"), try inputs.model())
        return .values(.object(ModelObject(guidance?.guided(model, scale: scale, rescaling: 0) ?? model)))
    }
}

struct SkipLayerGuidanceDiTSimple: Node {
    var schema: NodeSchema {
        .guidance(
            "SkipLayerGuidanceDiTSimple",
            [
                .socket("model", "MODEL"), .layers("double_layers"), .layers("single_layers"),
                .percent("start_percent", default: 0), .percent("end_percent", default: 1),
            ],
            "Lets a transformer draw what is not wanted without some of its blocks.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let guidance = try inputs.skipLayerGuidance(
            double: try inputs.string("double_layers"), single: try inputs.string("single_layers"))
        guard let guidance else { return .values(.object(ModelObject(try inputs.model()))) }
        return .values(
            try inputs.patchedModel { options in
                options.beforeGuidance.append { step in
                    // without a scale the negative prompt has no part
                    guard guidance.acts(at: step.sigma), let side = step.negativeSide,
                        step.scale != 1 || step.model.options.alwaysPredictsNegative
                    else { return step }
                    var step = step
                    step.negative = try step.predict(side, guidance.options(step.model.options))
                    return step
                }
            })
    }
}
