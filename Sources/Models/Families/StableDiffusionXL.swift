internal import Sampling
internal import Tensors

extension ModelFamily {
    /// Podell et al. (2023), and what was distilled from it: two text encoders, and a vector with the pooled prompt and
    /// the picture's sizes.
    static let stableDiffusionXL = ModelFamily(
        name: "Stable Diffusion XL",
        matches: { $0.vectorWidth != nil && $0.hasLinearTransformers },
        sampling: { _ in DiscreteSampling(prediction: .epsilon) },
        latentFormat: .sdxl,
        vector: { (entry, height, width, _) throws(ModelError) in
            let sizes = entry.sizes
            let (height, width) = (sizes.height ?? height, sizes.width ?? width)
            return try SizeVector.of(
                entry,
                [
                    height, width, sizes.cropTop ?? 0, sizes.cropLeft ?? 0, sizes.targetHeight ?? height,
                    sizes.targetWidth ?? width,
                ].map(Double.init))
        },
        textEncoders: [
            TextEncoderPart(
                variant: .xlL, layout: .huggingFace, prefixes: ["conditioner.embedders.0.transformer.text_model."]),
            TextEncoderPart(variant: .xlG, layout: .openCLIP, prefixes: ["conditioner.embedders.1.model."]),
        ])
}
