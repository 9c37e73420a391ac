internal import System
internal import Tensors

/// One walk of a sampler: what it may use.
final class SamplerRun {
    let sampling: ModelSampling
    let sigmas: [Float]
    private var generator: TorchGenerator
    private let cancellation: Cancellation?
    private let onStep: ((SamplingStep) throws -> Void)?
    private let denoise: Denoise

    init(
        sampling: ModelSampling, sigmas: [Float], generator: TorchGenerator, cancellation: Cancellation?,
        onStep: ((SamplingStep) throws -> Void)?, denoise: @escaping Denoise
    ) {
        self.sampling = sampling
        self.sigmas = sigmas
        self.generator = generator
        self.cancellation = cancellation
        self.onStep = onStep
        self.denoise = denoise
    }

    var steps: Range<Int> { 0..<(sigmas.count - 1) }

    /// x0 of x at a noise level.
    func predict(_ x: Tensor, _ sigma: Float) throws -> Tensor {
        try cancellation?.check()
        return try denoise(x, sigma)
    }

    /// x0 of x at the beginning of step i, which is then reported.
    func predict(_ x: Tensor, step i: Int) throws -> Tensor {
        let denoised = try predict(x, sigmas[i])
        try onStep?(SamplingStep(index: i, count: steps.count, sigma: sigmas[i], x: x, denoised: denoised))
        return denoised
    }

    /// New noise in the shape of x.
    func noise(like x: Tensor) -> Tensor { generator.randn(x.shape) }

    /// The direction from the finished latent to x: dx / dsigma.
    func derivative(_ x: Tensor, _ sigma: Float, _ denoised: Tensor) -> Tensor {
        Tensor.zip(x, denoised) { ($0 - $1) / sigma }
    }

    /// Down to `down` without new noise, then `up` of it: both give level `to` (Karras et al., 2022; eta = 1).
    static func ancestralStep(from: Float, to: Float) -> (down: Float, up: Float) {
        let from2 = from * from
        let to2 = to * to
        let wanted = (to2 * (from2 - to2) / from2).squareRoot()
        let up = wanted < to ? wanted : to
        return ((to2 - up * up).squareRoot(), up)
    }

    /// Half way between two levels, on the logarithm's scale.
    static func geometricMean(_ from: Float, _ to: Float) -> Float {
        let (start, end) = (FloatMath.log(from), FloatMath.log(to))
        return FloatMath.exp(end - (end - start) * 0.5)
    }
}
