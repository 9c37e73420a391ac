internal import Models
internal import Sampling
internal import Workflow

/// A model at the noise levels of its kind, shifted by a number: the higher it is, the longer sampling stays at high noise.
struct ModelSamplingShift: Node {
    private let sampling: @Sendable (_ shift: Double) -> any ModelSampling
    let schema: NodeSchema

    static let sd3 = Self(
        "ModelSamplingSD3", default: 3,
        "Says that the network predicts a flow; a higher shift stays longer at high noise."
    ) { FlowSampling(shift: $0) }
    static let auraFlow = Self(
        "ModelSamplingAuraFlow", default: 1.73,
        "Says that the network predicts a flow and is told the noise level as it is."
    ) { FlowSampling(shift: $0, multiplier: 1) }
    static let stableCascade = Self(
        "ModelSamplingStableCascade", default: 2, "Says that a model draws at Stable Cascade's noise levels."
    ) { CascadeSampling(shift: $0) }

    private init(
        _ name: String, default shift: Double, _ description: String,
        _ sampling: @escaping @Sendable (_ shift: Double) -> any ModelSampling
    ) {
        self.sampling = sampling
        schema = NodeSchema(
            name, category: "advanced/model",
            inputs: [.link("model", "MODEL"), .float("shift", default: shift, min: 0, max: 100, step: 0.01)],
            outputs: [OutputSchema("MODEL")]
        ).with { $0.description = description }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let shift = try inputs.float("shift")
        guard shift > 0 else { throw NodeError("ValueError", "shift must be above 0, not \(shift)") }
        return .values(.object(ModelObject(try inputs.model().with(sampling: sampling(shift)))))
    }
}
