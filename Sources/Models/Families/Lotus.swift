internal import Glibc
internal import Sampling
internal import Tensors

extension ModelFamily {
    /// Lotus (He et al. 2024, arXiv 2409.18124): Stable Diffusion 2 that makes depths or normals of a picture in one step.
    /// It is told its task instead of sizes, and has eight heads at every width.
    static let lotus = ModelFamily(
        name: "Lotus",
        matches: { $0.vectorWidth == lotusTask.count && $0.hasLinearTransformers },
        network: { try UNet($0, headCount: 8) },
        sampling: { _, _ in DiscreteSampling(prediction: .imageToImage) },
        latentFormat: .sd1,
        vector: { _, _, _, _ throws(ModelError) in Tensor(lotusTask, shape: [1, lotusTask.count]) },
        inputChannels: [4],
        extras: { _, _, _ in nil },
        textEncoders: stableDiffusion2.textEncoders)

    /// Waves of (1, 0), which stand for what is to be found; (0, 1) would stand for the picture itself.
    private static let lotusTask: [Float] = [sinf(1), sinf(0), cosf(1), cosf(0)]
}
