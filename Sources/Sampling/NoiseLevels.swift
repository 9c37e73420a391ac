internal import Glibc

/// Descending noise levels by formula, `steps` of them, where not said otherwise with a 0 behind them.
package enum NoiseLevels {
    /// Karras et al. (2022), equation 5.
    package static func karras(steps: Int, min: Double, max: Double, rho: Double = 7) -> [Float] {
        let lowest = pow(min, 1 / rho)
        let highest = pow(max, 1 / rho)
        return FloatMath.linspace(0, 1, count: steps).map { ramp in
            FloatMath.pow(Float(highest) + ramp * Float(lowest - highest), rho)
        } + [0]
    }

    /// Equally spaced logarithms.
    package static func exponential(steps: Int, min: Double, max: Double) -> [Float] {
        FloatMath.linspace(Float(log(max)), Float(log(min)), count: steps).map(FloatMath.exp) + [0]
    }

    /// Logarithms that lie closer together at the lower end (rho above 1) or at the upper (below).
    package static func polyexponential(steps: Int, min: Double, max: Double, rho: Double) -> [Float] {
        let (highest, lowest) = (log(max), log(min))
        return FloatMath.linspace(1, 0, count: steps).map { ramp in
            FloatMath.exp(FloatMath.pow(ramp, rho) * Float(highest - lowest) + Float(lowest))
        } + [0]
    }

    /// Quantiles of a Laplace distribution of logarithms (Hang et al., 2024), without a 0 behind them.
    package static func laplace(steps: Int, min: Double, max: Double, mean: Double, scale: Double) -> [Float] {
        FloatMath.linspace(0, 1, count: steps).map { x in
            let side: Float = x < 0.5 ? 1 : x > 0.5 ? -1 : 0
            let level = FloatMath.exp(
                Float(mean) - Float(scale) * side * FloatMath.log(1 - 2 * abs(0.5 - x) + 1e-5))
            return Swift.min(Swift.max(level, Float(min)), Float(max))
        }
    }

    /// Equally spaced times of the variance-preserving process (Song et al., 2021).
    package static func variancePreserving(
        steps: Int, betaRange: Double, betaMin: Double, lastTime: Double
    ) -> [Float] {
        FloatMath.linspace(1, Float(lastTime), count: steps).map { time in
            FloatMath.expm1(Float(betaRange) * (time * time) / 2 + Float(betaMin) * time).squareRoot()
        } + [0]
    }

    /// Timesteps that are quantiles of the beta distribution (Lee et al., 2024, arXiv:2407.12173); equal ones are taken
    /// once.
    package static func beta(
        _ sampling: any ModelSampling, steps: Int, alpha: Double = 0.6, beta: Double = 0.6
    ) -> [Float] {
        let distribution = BetaDistribution(alpha, beta)
        let last = Double(sampling.sigmas.count - 1)
        var result: [Float] = []
        var previous = -1
        for i in 0..<steps {
            let quantile = distribution.quantile(1 - Double(i) * (1 / Double(steps)))
            let timestep = Int((quantile * last).rounded(.toNearestOrEven))
            if timestep != previous { result.append(sampling.sigmas[timestep]) }
            previous = timestep
        }
        return result + [0]
    }

    /// The end of ten equally spaced timesteps, which SD-Turbo was distilled to (Sauer et al., 2023).
    package static func turbo(_ sampling: any ModelSampling, steps: Int, denoise: Double) -> [Float] {
        let start = 10 - Int(10 * denoise)
        return (1...10).reversed().dropFirst(start).prefix(steps).map { sampling.sigma(at: Float($0 * 100 - 1)) } + [0]
    }
}
