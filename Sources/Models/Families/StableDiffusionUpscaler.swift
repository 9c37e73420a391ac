internal import Sampling
internal import Tensors

extension ModelFamily {
    /// Stability AI's stable-diffusion-x4-upscaler: the small picture lies beside the latent, with noise whose level is
    /// the network's class.
    static let stableDiffusionUpscaler = ModelFamily(
        name: "Stable Diffusion x4 upscaler",
        matches: { $0.width == 256 && $0.inputChannels == 7 && $0.hasLinearTransformers },
        // eight heads at every width, unlike its relatives
        network: { try UNet($0, headCount: 8) },
        sampling: { _, _ in
            DiscreteSampling(prediction: .vPrediction, linearStart: 0.0001, linearEnd: 0.02)
        },
        latentFormat: .sdX4,
        inputChannels: [7],
        extras: { _, _, _ in
            { entry, situation, _, compute in try smallPicture(entry, situation, compute) }
        },
        textEncoders: stableDiffusion2.textEncoders)

    /// The highest level of noise that it was trained with.
    private static let noiseLevels = 350.0

    private static func smallPicture(
        _ entry: Conditioning.Entry, _ situation: SamplingSituation, _ compute: Compute
    ) throws -> EntryExtras {
        let shape = situation.shape
        var picture = entry.concatImage ?? Tensor(zeros: [shape[0], 3] + shape.dropFirst(2))
        guard picture.rank == 4, picture.shape[1] == 3 else {
            throw ModelError(.badInput, "a picture of shape \(picture.shape) beside a latent of \(shape)")
        }
        picture = try ConcatenatedImage.resized(picture, situation, compute)
        let share = entry.noiseAugmentation ?? 0
        let level = min(max(Int((noiseLevels * share).rounded(.toNearestOrEven)), 0), Int(noiseLevels))
        if share > 0 {
            var generator = TorchGenerator(seed: situation.seed &- 10)
            picture = NoiseAugmentation.linear.noised(picture, level: level, &generator)
        }
        return EntryExtras(
            concat: ConcatenatedImage.spread(picture, over: shape[0]),
            vector: Tensor([Float(level)], shape: [1, 1]))
    }
}
