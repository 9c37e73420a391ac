internal import Sampling
internal import Tensors

/// What Flux.1's networks are told of a conditioning beside the prompt: pictures in further channels beside the latent's
/// (Fill, Canny, Depth, and the LoRAs that make these of others), and how strongly a style's tokens count (Redux).
enum FluxExtras {
    /// Pixels of a latent's place, in one direction: each has a channel of the mask of its own.
    private static let pixels = 8

    static func maker(_ network: any DenoisingNetwork) -> DiffusionModel.ExtrasMaker? {
        guard network is FluxNetwork else { return nil }
        return { entry, situation, model, compute in
            // a LoRA may have widened it since
            guard let network = model.network as? FluxNetwork else { return EntryExtras() }
            return EntryExtras(
                concat: try pictures(network, entry, situation, model, compute),
                attentionBias: try bias(entry, situation, patch: network.patch))
        }
    }

    /// For Flux.1's blocks in other networks: how strongly a style's tokens count.
    static func biasMaker(patch: Int) -> DiffusionModel.ExtrasMaker {
        { entry, situation, _, _ in
            EntryExtras(attentionBias: try bias(entry, situation, patch: patch))
        }
    }

    /// A picture, and the mask of what is painted anew. [B, C, H, W]; nil where the network sees none.
    private static func pictures(
        _ network: FluxNetwork, _ entry: Conditioning.Entry, _ situation: SamplingSituation, _ model: DiffusionModel,
        _ compute: Compute
    ) throws -> Tensor? {
        let (shape, latent) = (situation.shape, network.channels)
        guard network.inputChannels > latent, shape.count == 4 else { return nil }
        let given = try entry.concatLatent.map { try ConcatenatedImage.fitted($0, situation, compute) }
        let picture = model.latentFormat.scale.modelLatent(given ?? Tensor(zeros: shape))
        guard network.inputChannels > 2 * latent else { return picture }
        let mask = try mask(entry.concatMask ?? situation.mask, situation, compute)
        return Tensor.concatenated(
            (0..<shape[0]).flatMap { item in
                [picture, mask].map { $0.slice(item..<item + 1).reshaped(Array($0.shape.dropFirst())) }
            }
        ).reshaped([shape[0], picture.shape[1] + mask.shape[1]] + shape.dropFirst(2))
    }

    /// Pixels as channels, row by row; ones where there is no mask. [B, 64, H, W]
    private static func mask(
        _ mask: Tensor?, _ situation: SamplingSituation, _ compute: Compute
    ) throws -> Tensor {
        let (items, height, width) = (situation.shape[0], situation.shape[2], situation.shape[3])
        let channels = pixels * pixels
        guard let mask else { return Tensor(repeating: 1, [items, channels, height, width]) }
        guard mask.rank == 4, mask.count > 0 else {
            throw ModelError(.badInput, "a mask of shape \(mask.shape) beside a latent of \(situation.shape)")
        }
        let whole = try ConcatenatedImage.resized(
            mean(mask), height: height * pixels, width: width * pixels, compute)
        var result = try Tensor(allocating: [whole.shape[0], channels, height, width])
        result.withMutableFloats { result in
            whole.withFloats { whole in
                for item in 0..<mask.shape[0] {
                    for channel in 0..<channels {
                        let (dy, dx) = channel.quotientAndRemainder(dividingBy: pixels)
                        for y in 0..<height {
                            let row = ((item * height + y) * pixels + dy) * width * pixels + dx
                            let target = ((item * channels + channel) * height + y) * width
                            for x in 0..<width { result[target + x] = whole[row + x * pixels] }
                        }
                    }
                }
            }
        }
        return ConcatenatedImage.spread(result, over: items)
    }

    /// Over the channels. [N, C, h, w] -> [N, 1, h, w]
    private static func mean(_ x: Tensor) -> Tensor {
        let (items, channels) = (x.shape[0], x.shape[1])
        guard channels > 1 else { return x }
        let plane = x.shape[2] * x.shape[3]
        let planes = x.reshaped([items * channels, plane])
        return Tensor.concatenated(
            (0..<items).map { item in
                let own = (0..<channels).map { planes.slice(item * channels + $0..<item * channels + $0 + 1) }
                return own.dropFirst().reduce(own[0], +) / Float(channels)
            }
        ).reshaped([items, 1] + x.shape.dropFirst(2))
    }

    /// The mask of a style, for all tokens of the text and the picture. [N, S, S]
    private static func bias(
        _ entry: Conditioning.Entry, _ situation: SamplingSituation, patch: Int
    ) throws -> TokenBias? {
        guard let mask = entry.attentionMask, let shape = entry.attentionMaskShape, situation.shape.count == 4 else {
            return nil
        }
        let rows = situation.shape.dropFirst(2).map { ($0 + patch - 1) / patch }
        if shape == rows { return .all(mask) }
        let text = entry.hidden.shape[1]
        guard shape == [1, 1], mask.rank == 3, mask.shape[1] == text + 1, mask.shape[2] == text + 1 else {
            throw ModelError(
                .badInput, "an attention mask of shape \(mask.shape) for a picture of \(shape) and \(text) tokens")
        }
        // the one place that stands for the picture becomes all of its places
        let count = text + rows[0] * rows[1]
        var result = try Tensor(allocating: [mask.shape[0], count, count])
        result.withMutableFloats { result in
            mask.withFloats { mask in
                for row in 0..<result.count / count {
                    let (item, place) = row.quotientAndRemainder(dividingBy: count)
                    let source = (item * (text + 1) + min(place, text)) * (text + 1)
                    for column in 0..<count { result[row * count + column] = mask[source + min(column, text)] }
                }
            }
        }
        return .all(result)
    }
}
