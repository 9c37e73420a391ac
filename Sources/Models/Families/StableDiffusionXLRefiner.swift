internal import Sampling
internal import Tensors

extension ModelFamily {
    /// SDXL's second stage (Podell et al. 2023, section 2.5): one text encoder, and an aesthetic score in place of the
    /// target size.
    static let stableDiffusionXLRefiner = ModelFamily(
        name: "Stable Diffusion XL refiner",
        matches: { $0.vectorWidth != nil && $0.hasLinearTransformers && $0.contextWidth == 1280 },
        sampling: { _, _ in DiscreteSampling(prediction: .epsilon) },
        latentFormat: .sdxl,
        vector: { (entry, height, width, isNegative) throws(ModelError) in
            let sizes = entry.sizes
            return try SizeVector.of(
                entry,
                [sizes.height ?? height, sizes.width ?? width, sizes.cropTop ?? 0, sizes.cropLeft ?? 0].map(Double.init)
                    // what ComfyUI takes where nothing is said
                    + [sizes.aestheticScore ?? (isNegative ? 2.5 : 6)])
        },
        textEncoders: [
            TextEncoderPart(variant: .xlG, layout: .openCLIP, prefixes: ["conditioner.embedders.0.model."])
        ], architecture: "stable-diffusion-xl-v1-refiner")
}
