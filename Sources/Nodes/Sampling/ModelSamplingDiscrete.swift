internal import Models
internal import Sampling
internal import Workflow

struct ModelSamplingDiscrete: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ModelSamplingDiscrete", category: "advanced/model",
            inputs: [
                .link("model", "MODEL"), .choice("sampling", Prediction.discrete.map(\.rawValue)),
                .bool("zsnr", default: false),
            ],
            outputs: [OutputSchema("MODEL")]
        ).with {
            $0.description = "Says what the network predicts, and whether its last timestep is nothing but noise."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let model = try inputs.model()
        let sampling = DiscreteSampling(
            prediction: try inputs.choice("sampling"), zeroTerminalSNR: try inputs.bool("zsnr"))
        return .values(.object(ModelObject(model.with(sampling: sampling))))
    }
}
