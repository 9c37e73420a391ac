internal import Sampling
internal import Tensors

extension ModelFamily {
    /// Stability AI's successor: heads of 64, linear layers around its transformers, OpenCLIP's text encoder.
    static let stableDiffusion2 = ModelFamily(
        name: "Stable Diffusion 2.x",
        matches: { $0.vectorWidth == nil && $0.hasLinearTransformers },
        sampling: { network, _ in DiscreteSampling(prediction: try predictsVelocity(network) ? .vPrediction : .epsilon)
        },
        latentFormat: .sd1,
        textEncoders: [
            TextEncoderPart(
                variant: .h, layout: .openCLIP,
                prefixes: ["conditioner.embedders.0.model.", "cond_stage_model.model."])
        ])

    /// Nothing in a file says so; the reference goes by how far the biases of one norm are spread, which tells those of
    /// 768 pixels from those of 512 (comfy/supported_models.py, SD20).
    private static func predictsVelocity(_ reader: WeightReader) throws -> Bool {
        let name = "output_blocks.11.1.transformer_blocks.0.norm1.bias"
        guard reader.shape("input_blocks.0.0.weight")?[1] == LatentFormat.sd1.channels, reader.has(name) else {
            return false
        }
        let values = try reader.tensor(name, [nil]).floats.map(Double.init)
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        return variance.squareRoot() > 0.09
    }
}
