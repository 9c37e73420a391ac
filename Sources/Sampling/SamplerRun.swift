internal import System
internal import Tensors

/// One walk of a sampler: what it may use.
package final class SamplerRun {
    let sampling: any ModelSampling
    let sigmas: [Float]
    private let schedule: [Float]
    private let seed: UInt64
    private var generator: TorchGenerator
    /// PyTorch's own generator, from which the initial noise was drawn.
    let random: RandomNumbers
    private let cancellation: Cancellation?
    private let onStep: ((SamplingStep) throws -> Void)?
    private let denoise: Denoise

    /// - Parameters:
    ///   - schedule: at least one noise level.
    ///   - needsFiniteSNR: what the algorithm says of itself.
    init(
        sampling: any ModelSampling, schedule: [Float], needsFiniteSNR: Bool, seed: UInt64, random: RandomNumbers,
        cancellation: Cancellation?, onStep: ((SamplingStep) throws -> Void)?, denoise: @escaping Denoise
    ) {
        self.sampling = sampling
        self.schedule = schedule
        sigmas = needsFiniteSNR ? sampling.withFiniteSNR(schedule) : schedule
        self.seed = seed
        generator = Self.generator(seed)
        self.random = random
        self.cancellation = cancellation
        self.onStep = onStep
        self.denoise = denoise
    }

    /// Noise along the way comes from the seed after the initial noise's.
    static func generator(_ seed: UInt64) -> TorchGenerator { TorchGenerator(seed: seed &+ 1) }

    var steps: Range<Int> { 0..<(sigmas.count - 1) }

    /// The prediction for x at a noise level.
    func parts(_ x: Tensor, _ sigma: Float) throws -> Denoised {
        try cancellation?.check()
        return try denoise(x, sigma)
    }

    /// The prediction for x at the beginning of step i, which is then reported.
    func parts(_ x: Tensor, step i: Int) throws -> Denoised {
        let denoised = try parts(x, sigmas[i])
        try report(step: i, sigma: sigmas[i], x: x, denoised: denoised.x0)
        return denoised
    }

    /// x0 of x at a noise level.
    func predict(_ x: Tensor, _ sigma: Float) throws -> Tensor { try parts(x, sigma).x0 }

    /// x0 of x at the beginning of step i, which is then reported.
    func predict(_ x: Tensor, step i: Int) throws -> Tensor { try parts(x, step: i).x0 }

    /// Tells of a step whose prediction was asked for by its noise level.
    func report(step i: Int, sigma: Float, x: Tensor, denoised: Tensor) throws {
        try onStep?(SamplingStep(index: i, count: steps.count, sigma: sigma, x: x, denoised: denoised))
    }

    /// New noise in the shape of x.
    func noise(like x: Tensor) -> Tensor { generator.randn(x.shape) }

    /// Noise in the shape of x that belongs to the noise levels it is asked for.
    func brownianNoise(like x: Tensor) -> BrownianNoise { BrownianNoise(shape: x.shape, sigmas: schedule, seed: seed) }

    /// The direction from the finished latent to x: dx / dsigma.
    func derivative(_ x: Tensor, _ sigma: Float, _ denoised: Tensor) -> Tensor {
        Tensor.zip(x, denoised) { ($0 - $1) / sigma }
    }

    /// Half way between two levels, on the logarithm's scale.
    static func geometricMean(_ from: Float, _ to: Float) -> Float {
        let (start, end) = (FloatMath.log(from), FloatMath.log(to))
        return FloatMath.exp(end - (end - start) * 0.5)
    }
}

extension Denoised {
    /// What the negative prompt predicts; without one, nothing.
    var unconditionalOrNothing: Tensor { unconditional ?? Tensor(zeros: x0.shape) }
}

extension Tensor {
    /// The sum of each weight times its tensor, from left to right.
    static func combination(_ weights: [Float], _ tensors: [Tensor]) -> Tensor {
        combination(Swift.zip(weights, tensors).map { (weight: $0, tensor: $1) })
    }
}
