internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct ModelSamplingContinuousEDM: Node {
    /// Latents are taken for that model's too.
    private static let playground = "edm_playground_v2.5"

    var schema: NodeSchema {
        NodeSchema(
            "ModelSamplingContinuousEDM", category: "advanced/model",
            inputs: [
                .link("model", "MODEL"),
                .choice("sampling", ["v_prediction", "edm", Self.playground, "eps", "cosmos_rflow"]),
                .float("sigma_max", default: 120, min: 0, max: 1000, step: 0.001, extra: ["round": false]),
                .float("sigma_min", default: 0.002, min: 0, max: 1000, step: 0.001, extra: ["round": false]),
            ],
            outputs: [OutputSchema("MODEL")]
        ).with { $0.description = "Says what the network predicts, at noise levels without a table." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (low, high) = (try inputs.float("sigma_min"), try inputs.float("sigma_max"))
        let kind = try inputs.string("sampling")
        let sampling: any ModelSampling = try translatingErrors {
            switch kind {
            case "eps": try ContinuousSampling(prediction: .epsilon, sigmaMin: low, sigmaMax: high)
            case "v_prediction": try ContinuousSampling(prediction: .vPrediction, sigmaMin: low, sigmaMax: high)
            case "edm", Self.playground:
                try ContinuousSampling(prediction: .edm, sigmaMin: low, sigmaMax: high, dataDeviation: 0.5)
            case "cosmos_rflow":
                try ContinuousSampling(
                    prediction: .cosmosFlow, timestep: .share, sigmaMin: low, sigmaMax: high, dataDeviation: 1)
            default: throw NodeError("ValueError", "there is no sampling \(kind)")
            }
        }
        var model = try inputs.model().with(sampling: sampling)
        if kind == Self.playground { model.latentFormat = .playground }
        return .values(.object(ModelObject(model)))
    }
}
