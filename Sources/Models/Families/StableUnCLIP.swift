internal import Sampling
internal import Tensors

extension ModelFamily {
    /// Stable Diffusion 2 that is told of pictures as CLIP sees them (Stability AI's stable-diffusion-2-1-unclip).
    static let stableUnCLIP = ModelFamily(
        name: "Stable Diffusion 2.x unCLIP",
        matches: { $0.contextWidth == 1024 && [1536, 2048].contains($0.vectorWidth) && $0.hasLinearTransformers },
        sampling: stableDiffusion2.sampling,
        latentFormat: .sd1,
        extras: { network, _, _ in
            guard let width = (network as? UNet)?.vectorWidth else { return nil }
            return { entry, situation, _, _ in
                EntryExtras(vector: try unCLIPVector(entry, width: width, seed: situation.seed &- 10))
            }
        },
        textEncoders: stableDiffusion2.textEncoders)

    /// The pictures' embeddings with noise, and waves of its level. [1, width]
    private static func unCLIPVector(
        _ entry: Conditioning.Entry, width: Int, seed: UInt64
    ) throws(ModelError) -> Tensor {
        guard let pictures = entry.imageEmbeddings, !pictures.isEmpty else { return Tensor(zeros: [1, width]) }
        let half = width / 2
        let augmentation = NoiseAugmentation.cosine
        // the reference seeds PyTorch's one generator anew for each picture, and draws on from it behind the last
        var generator = TorchGenerator(seed: seed)
        func told(_ embedding: Tensor, _ share: Double) -> Tensor {
            let level = min(max(Int((999 * share).rounded(.toNearestOrEven)), 0), 999)
            let noised = augmentation.noised(embedding, level: level, &generator)
            let waves = Tensor.sinusoids(of: [Float(level)], channels: half)
            return Tensor.concatenated([noised.reshaped([half]), waves.reshaped([half])])
        }
        var parts: [Tensor] = []
        for picture in pictures {
            guard picture.embeds.rank == 2, picture.embeds.shape[1] == half else {
                throw ModelError(
                    .badInput,
                    "a picture's embedding of shape \(picture.embeds.shape) for a model that was trained with those of "
                        + "\(half): it wants another CLIP vision model")
            }
            for item in 0..<picture.embeds.shape[0] {
                generator = TorchGenerator(seed: seed)
                let part = told(picture.embeds.slice(item..<item + 1), picture.noiseAugmentation)
                parts.append(part * Float(picture.strength))
            }
        }
        guard parts.count > 1 else { return parts[0].reshaped([1, width]) }
        let sum = parts.dropFirst().reduce(parts[0]) { $0 + $1 }
        return told(sum.slice(0..<half).reshaped([1, half]), entry.noiseAugmentMerge ?? 0.05).reshaped([1, width])
    }
}
