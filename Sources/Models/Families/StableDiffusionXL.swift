internal import Sampling
internal import Tensors

extension ModelFamily {
    /// Podell et al. (2023), and what was distilled from it: two text encoders, and a vector with the pooled prompt and
    /// the picture's sizes.
    static let stableDiffusionXL = ModelFamily(
        name: "Stable Diffusion XL",
        matches: { $0.vectorWidth != nil && $0.hasLinearTransformers },
        sampling: { _, file in try marked(file) },
        latentFormat: .sdxl, markedFormat: { isPlayground($0) ? .playground : nil },
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

    /// Playground 2.5 (Li et al. 2024).
    private static func isPlayground(_ file: any WeightSource) -> Bool {
        file.info("edm_mean") != nil && file.info("edm_std") != nil
    }

    /// What tensors at the root of a file say of its training; many are empty (comfy/supported_models.py, SDXL).
    private static func marked(_ file: any WeightSource) throws -> any ModelSampling {
        func number(_ name: String) throws -> Double? {
            guard file.info(name) != nil else { return nil }
            return try file.weight(name).expanded().floats.first.map(Double.init)
        }
        if isPlayground(file) {
            return try ContinuousSampling(prediction: .edm, sigmaMin: 0.002, sigmaMax: 80, dataDeviation: 0.5)
        }
        if let sigmaMax = try number("edm_vpred.sigma_max") {
            let sigmaMin = try number("edm_vpred.sigma_min") ?? 0.002
            return try ContinuousSampling(prediction: .vPrediction, sigmaMin: sigmaMin, sigmaMax: sigmaMax)
        }
        guard file.info("v_pred") != nil else { return DiscreteSampling(prediction: .epsilon) }
        return DiscreteSampling(prediction: .vPrediction, zeroTerminalSNR: file.info("ztsnr") != nil)
    }
}
