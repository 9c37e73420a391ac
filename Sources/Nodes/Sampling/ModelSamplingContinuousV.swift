internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Workflow

struct ModelSamplingContinuousV: Node {
    var schema: NodeSchema {
        func sigma(_ name: String, default value: Double) -> InputSchema {
            .float(name, default: value, min: 0, max: 1000, step: 0.001, extra: ["round": false])
        }
        return NodeSchema(
            "ModelSamplingContinuousV", category: "advanced/model",
            inputs: [
                .link("model", "MODEL"), .choice("sampling", [Prediction.vPrediction.rawValue]),
                sigma("sigma_max", default: 500), sigma("sigma_min", default: 0.03),
            ],
            outputs: [OutputSchema("MODEL")]
        ).with { $0.description = "Says that the network predicts velocity, at noise levels without a table." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (low, high) = (try inputs.float("sigma_min"), try inputs.float("sigma_max"))
        let sampling = try translatingErrors {
            try ContinuousSampling(prediction: .vPrediction, timestep: .arcTangent, sigmaMin: low, sigmaMax: high)
        }
        return .values(.object(ModelObject(try inputs.model().with(sampling: sampling))))
    }
}
