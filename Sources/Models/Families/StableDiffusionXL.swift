internal import Sampling
internal import Tensors

extension ModelFamily {
    /// Podell et al. (2023), and what was distilled from it: two text encoders, and a vector with the pooled prompt and
    /// the picture's sizes.
    static let stableDiffusionXL = ModelFamily(
        name: "Stable Diffusion XL",
        matches: { $0.vectorWidth != nil && $0.hasLinearTransformers },
        sampling: { _, file in try marked(file) },
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
        ], architecture: "stable-diffusion-xl-v1-base")

    /// What tensors at the root of a file say of its training; many are empty (comfy/supported_models.py, SDXL).
    private static func marked(_ file: any WeightSource) throws -> any ModelSampling {
        func number(_ name: String) throws -> Double? {
            guard file.info(name) != nil else { return nil }
            return try file.weight(name).expanded().floats.first.map(Double.init)
        }
        guard file.info("edm_mean") == nil || file.info("edm_std") == nil else {
            throw ModelError(
                .unsupported, "\(file.name): a model with Playground 2.5's latents, which is not supported")
        }
        if let sigmaMax = try number("edm_vpred.sigma_max") {
            let sigmaMin = try number("edm_vpred.sigma_min") ?? 0.002
            return try ContinuousSampling(prediction: .vPrediction, sigmaMin: sigmaMin, sigmaMax: sigmaMax)
        }
        guard file.info("v_pred") != nil else { return DiscreteSampling(prediction: .epsilon) }
        return DiscreteSampling(prediction: .vPrediction, zeroTerminalSNR: file.info("ztsnr") != nil)
    }
}
