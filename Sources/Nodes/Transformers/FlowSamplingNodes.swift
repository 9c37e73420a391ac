internal import Models
internal import Sampling
internal import System
internal import Workflow

struct ModelSamplingFlux: Node {
    private static func side(_ name: String) -> InputSchema {
        .int(name, default: 1024, min: 16, max: maximumResolution, step: 8)
    }

    var schema: NodeSchema {
        NodeSchema(
            "ModelSamplingFlux", category: "advanced/model",
            inputs: [
                .link("model", "MODEL"), .float("max_shift", default: 1.15, min: 0, max: 100, step: 0.01),
                .float("base_shift", default: 0.5, min: 0, max: 100, step: 0.01), Self.side("width"),
                Self.side("height"),
            ],
            outputs: [OutputSchema("MODEL")]
        ).with { $0.description = "Says at which noise levels Flux draws a picture of a size." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let shift = ExponentialFlowSampling.shift(
            width: try inputs.int("width"), height: try inputs.int("height"), base: try inputs.float("base_shift"),
            max: try inputs.float("max_shift"))
        return .values(.object(ModelObject(try inputs.model().with(sampling: .exponential(shift)))))
    }
}

extension ModelSampling where Self == ExponentialFlowSampling {
    static func exponential(_ shift: Double) throws(NodeError) -> Self {
        guard abs(shift) <= ExponentialFlowSampling.largestShift else {
            throw NodeError("OverflowError", "a shift of \(shift) for a latent of that size is out of range")
        }
        return ExponentialFlowSampling(shift: shift)
    }
}
