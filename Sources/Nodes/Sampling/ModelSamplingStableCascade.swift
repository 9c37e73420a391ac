internal import Models
internal import Sampling
internal import Workflow

struct ModelSamplingStableCascade: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ModelSamplingStableCascade", category: "advanced/model",
            inputs: [.link("model", "MODEL"), .float("shift", default: 2, min: 0, max: 100, step: 0.01)],
            outputs: [OutputSchema("MODEL")]
        ).with { $0.description = "Says that a model draws at Stable Cascade's noise levels." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let shift = try inputs.float("shift")
        guard shift > 0 else { throw NodeError("ValueError", "shift must be above 0, not \(shift)") }
        return .values(.object(ModelObject(try inputs.model().with(sampling: CascadeSampling(shift: shift)))))
    }
}
