internal import Tensors

/// A step of SEEDS: from one noise level to places between it and the next, on the scale of half the logarithm of the
/// signal-to-noise ratio.
struct SEEDSStep {
    let eta: Float
    let length: Float
    /// With the noise that is taken out to be drawn anew.
    let stochasticLength: Float
    private let sampling: any ModelSampling
    private let from: (sigma: Float, ratio: Float)
    private let end: Float

    init(_ sampling: any ModelSampling, from sigma: Float, to next: Float, eta: Float) {
        self.sampling = sampling
        self.eta = eta
        from = (sigma, sampling.halfLogSNR(sigma))
        end = next
        length = sampling.halfLogSNR(next) - from.ratio
        stochasticLength = length * (eta + 1)
    }

    /// The noise level at a place, 0...1.
    func sigma(at place: Float) -> Float {
        place == 1 ? end : sampling.sigma(ofHalfLogSNR: from.ratio + place * length)
    }

    /// x at a place without new noise, from x at the step's start and weighted predictions.
    func moved(_ x: Tensor, to place: Float, _ predictions: [(weight: Float, tensor: Tensor)]) -> Tensor {
        let sigma = sigma(at: place)
        let alpha = sampling.alpha(sigma)
        let decay = sigma / from.sigma * FloatMath.exp(-place * length * eta)
        return Tensor.combination([(decay, x)] + predictions.map { (alpha * $0.weight, $0.tensor) })
    }

    /// h * phi_2 of a stretch of length h: what a prediction's slope counts for.
    static func slope(_ h: Float) -> Float { (FloatMath.expm1(-h) + h) / h }
}

/// The noise of a step of SEEDS: each place's is what is left of the one before and a new part.
struct SEEDSNoise {
    private let run: SamplerRun
    private let step: SEEDSStep
    private let scale: Float
    private var noise: Tensor?
    private var place: Float = 0

    /// - Parameter scale: 0 for none.
    init(_ run: SamplerRun, _ step: SEEDSStep, scale: Float) {
        self.run = run
        self.step = step
        self.scale = scale
    }

    /// Adds the noise of a place that is further than the one before.
    mutating func added(to x: Tensor, at next: Float) -> Tensor {
        guard scale > 0 else { return x }
        let stretch = (next - place) * step.length * step.eta
        let deviation = (-FloatMath.expm1(-2 * stretch)).squareRoot()
        let new = run.noise(like: x) * deviation
        let sum = noise.map { new.adding($0, times: FloatMath.exp(-stretch)) } ?? new
        (noise, place) = (sum, next)
        return x.adding(sum, times: step.sigma(at: next) * scale)
    }
}
