internal import Sampling
internal import Tensors

extension ModelFamily {
    /// Chen et al. (2024): T5's tokens, SDXL's latents.
    static let pixArtSigma = pixArt("PixArt Sigma", latentFormat: .sdxl) { !$0.has("ar_embedder.mlp.0.weight") }

    /// Chen et al. (2023): told the picture's size too, Stable Diffusion's latents.
    static let pixArtAlpha = pixArt("PixArt Alpha", latentFormat: .sd1) { $0.has("ar_embedder.mlp.0.weight") }

    private static func pixArt(
        _ name: String, latentFormat: LatentFormat, _ isOne: @escaping @Sendable (NetworkNames) -> Bool
    ) -> ModelFamily {
        ModelFamily(
            name: name,
            recognises: { $0.has("t_block.1.weight") && $0.has("y_embedder.y_proj.fc1.weight") && isOne($0) },
            network: { try PixArtNetwork($0) },
            sampling: { _, _ in DiscreteSampling(prediction: .epsilon, sigmas: pixArtSigmas) },
            latentFormat: latentFormat,
            vector: { entry, height, width, _ throws(ModelError) in
                let (height, width) = (Float(entry.sizes.height ?? height), Float(entry.sizes.width ?? width))
                guard width > 0 else { throw ModelError(.badInput, "a conditioning for a picture without a width") }
                return Tensor([height, width, height / width], shape: [1, 3])
            },
            layerNames: .pixArt, text: .pixart)
    }

    /// Of betas that are equally spaced.
    private static let pixArtSigmas: [Double] = {
        let (start, end, count) = (0.0001, 0.02, 1000)
        let step = (end - start) / Double(count - 1)
        var product = 1.0
        return (0..<count).map { i in
            product *= 1 - (i < count / 2 ? start + step * Double(i) : end - step * Double(count - i - 1))
            return ((1 - product) / product).squareRoot()
        }
    }()
}
