internal import Tensors

/// Single steps of DPM-Solver (Lu et al., 2022) of first to third order, in time -log(sigma).
struct DPMSolver {
    let run: SamplerRun
    let start: Float
    let x: Tensor
    /// The noise in x: (x - x0) / sigma.
    let noise: Tensor

    /// A step from x at time `start`, whose prediction is x0.
    init(_ run: SamplerRun, _ x: Tensor, at start: Float, denoised: Tensor) {
        self.run = run
        self.start = start
        self.x = x
        noise = run.derivative(x, Self.sigma(start), denoised)
    }

    static func time(_ sigma: Float) -> Float { -FloatMath.log(sigma) }
    static func sigma(_ time: Float) -> Float { FloatMath.exp(-time) }

    func firstOrder(to end: Float) -> Tensor {
        x.adding(noise, times: -Self.sigma(end) * FloatMath.expm1(end - start))
    }

    /// - Parameter middle: where in the step the second call is made.
    func secondOrder(to end: Float, middle r: Float = 1 / 2) throws -> Tensor {
        let h = end - start
        let change = try change(x.adding(noise, times: -scale(at: r, h)), at: start + r * h)
        return firstOrder(to: end).adding(change, times: -Self.sigma(end) / (2 * r) * FloatMath.expm1(h))
    }

    func thirdOrder(to end: Float) throws -> Tensor {
        let (r1, r2): (Float, Float) = (1 / 3, 2 / 3)
        let h = end - start
        let change1 = try change(x.adding(noise, times: -scale(at: r1, h)), at: start + r1 * h)
        let bend = Self.sigma(start + r2 * h) * (r2 / r1) * (FloatMath.expm1(r2 * h) / (r2 * h) - 1)
        let u2 = x.adding(noise, times: -scale(at: r2, h)).adding(change1, times: -bend)
        let change2 = try change(u2, at: start + r2 * h)
        return firstOrder(to: end).adding(change2, times: -Self.sigma(end) / r2 * (FloatMath.expm1(h) / h - 1))
    }

    private func scale(at r: Float, _ h: Float) -> Float { Self.sigma(start + r * h) * FloatMath.expm1(r * h) }

    /// How the noise in `u` at a time differs from that in x.
    private func change(_ u: Tensor, at time: Float) throws -> Tensor {
        let sigma = Self.sigma(time)
        return run.derivative(u, sigma, try run.predict(u, sigma)) - noise
    }
}

extension SamplerRun {
    /// The times of the first level and of the last one above 0; nil where there is no step.
    var solverTimes: (start: Float, end: Float)? {
        guard sigmas.count > 1 else { return nil }
        let last = sigmas[sigmas.count - 1]
        let end = last == 0 ? sigmas[sigmas.count - 2] : last
        guard sigmas[0] > 0, end > 0 else { return nil }
        return (DPMSolver.time(sigmas[0]), DPMSolver.time(end))
    }
}
