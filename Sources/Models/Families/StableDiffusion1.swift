internal import Sampling

extension ModelFamily {
    /// Rombach et al. (2022), and whatever has its layout: eight heads at every width, 1x1 convolutions around its
    /// transformers, four latent channels.
    static let stableDiffusion1 = ModelFamily(
        name: "Stable Diffusion 1.x",
        matches: { $0.vectorWidth == nil && !$0.hasLinearTransformers },
        // the reference reads it as predicting the noise, whatever the file
        sampling: { _, _ in DiscreteSampling(prediction: .epsilon) },
        latentFormat: .sd1,
        textEncoders: [
            TextEncoderPart(
                variant: .l, layout: .huggingFace,
                prefixes: ["cond_stage_model.transformer.text_model.", "cond_stage_model.transformer."])
        ])
}
