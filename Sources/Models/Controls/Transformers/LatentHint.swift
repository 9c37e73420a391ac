internal import Images
internal import Sampling
internal import Tensors

/// Hints as transformers' ControlNets see them: latents in model space, some with a mask in a channel of its own.
enum LatentHint {
    /// - Parameters:
    ///   - height, width: of the latent
    ///   - scale: from a stored latent to model space
    ///   - channels: that the ControlNet takes
    ///   - change: of the picture, before it becomes a latent
    /// - Returns: [N, channels, H, W], with frames of one where the autoencoder's latents have them
    static func latent(
        _ hint: ControlHint, height: Int, width: Int, _ scale: LatentScale, channels: Int,
        change: (@Sendable (Float) -> Float)? = nil, _ compute: Compute
    ) throws -> Tensor {
        guard let codec = hint.codec else {
            throw ModelError(
                .badInput,
                "this ControlNet goes by latents and needs a VAE, which the node that applies it has an input for")
        }
        let (rows, columns) = (height * codec.downscale, width * codec.downscale)
        var picture = try hint.fitted(height: rows, width: columns, compute)
        if let change { picture = try picture.mapped(change) }
        // one by one: to autoencoders of films a batch of pictures is a film
        let latents = try (0..<picture.shape[0]).map { try codec.encode(picture.slice($0..<$0 + 1), compute) }
        let latent = scale.modelLatent(Tensor.concatenated(latents))
        switch channels - latent.shape[1] {
        case 0: return latent
        case 1:
            let mask = try mask(hint, height: height, width: width, items: latent.shape[0], compute)
            let planes = mask.reshaped([latent.shape[0], 1] + latent.shape.dropFirst(2))
            return joined(latent, planes)
        default:
            throw ModelError(
                .badInput,
                "the VAE's latents have \(latent.shape[1]) channels, this ControlNet takes \(channels)")
        }
    }

    /// What is kept, 1 everywhere where nothing says so. [items, height, width]
    private static func mask(
        _ hint: ControlHint, height: Int, width: Int, items: Int, _ compute: Compute
    ) throws -> Tensor {
        guard let mask = hint.mask else { return Tensor(repeating: 1, [items, height, width]) }
        let fitted = try ControlHint.fitted(mask, height: height, width: width, compute)
        return Tensor.concatenated(
            (0..<items).map { item in
                let own = item % fitted.shape[0]
                return fitted.slice(own..<own + 1).reshaped([1, height, width])
            })
    }

    /// [N, C, ...], [N, D, ...] -> [N, C + D, ...]
    private static func joined(_ a: Tensor, _ b: Tensor) -> Tensor {
        Tensor.concatenated(
            (0..<a.shape[0]).flatMap { item in
                [a, b].map { $0.slice(item..<item + 1).reshaped(Array($0.shape.dropFirst())) }
            }
        ).reshaped([a.shape[0], a.shape[1] + b.shape[1]] + a.shape.dropFirst(2))
    }
}
