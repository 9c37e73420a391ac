internal import Models
internal import Sampling
internal import Tensors
internal import Workflow

struct ModelSamplingLTXV: Node {
    /// Of a latent that is not given.
    private static let usualTokens = 4096.0

    var schema: NodeSchema {
        .v3(
            "ModelSamplingLTXV", category: "advanced/model",
            inputs: [
                .socket("model", "MODEL"), .float("max_shift", default: 2.05, min: 0, max: 100, step: 0.01),
                .float("base_shift", default: 0.95, min: 0, max: 100, step: 0.01),
                .socket("latent", "LATENT", section: .optional),
            ],
            outputs: [OutputSchema("MODEL")], "Says at which noise levels LTX-Video draws a film of a latent's size.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let tokens =
            inputs["latent"] == nil
            ? Self.usualTokens
            : Double(try inputs.latent("latent", ranks: Latent.anyRank).samples.shape.dropFirst(2).reduce(1, *))
        let shift = ExponentialFlowSampling.shift(
            tokens: tokens, from: 1024, base: try inputs.float("base_shift"), max: try inputs.float("max_shift"))
        return .values(.object(ModelObject(try inputs.model().with(sampling: .exponential(shift)))))
    }
}
