internal import Tensors

/// A step of an exponential integrator of the stochastic equation, along half the logarithm of the signal-to-noise
/// ratio.
struct ExponentialStep {
    private let levels: (from: Float, to: Float)
    /// The step's length, and what it is with the noise that is taken out to be drawn anew.
    let length: Float
    let stochasticLength: Float
    /// The finished latent's share at the step's end.
    let alpha: Float
    /// What is left of x.
    private let decay: Float
    /// How much of the constant part of the prediction is taken up: 1 - exp(-stochasticLength).
    let gain: Float
    /// Of the new noise.
    private let deviation: Float

    init(_ sampling: any ModelSampling, from sigma: Float, to next: Float, eta: Float) {
        levels = (sigma, next)
        length = sampling.halfLogSNR(next) - sampling.halfLogSNR(sigma)
        stochasticLength = length * (eta + 1)
        alpha = sampling.alpha(next)
        decay = next / sigma * FloatMath.exp(-length * eta)
        gain = -FloatMath.expm1(-stochasticLength)
        deviation = next * (-FloatMath.expm1(-2 * length * eta)).squareRoot()
    }

    /// The step of first order, without its noise.
    func taken(_ x: Tensor, to denoised: Tensor) -> Tensor {
        Tensor.combination([(decay, x), (alpha * gain, denoised)])
    }

    /// With the step's noise.
    func disturbed(_ x: Tensor, _ noise: BrownianNoise, scale: Float) -> Tensor {
        x.adding(noise(from: levels.from, to: levels.to), times: deviation * scale)
    }
}
