package import Tensors

/// Extended reverse-time SDE solver (Cui et al., 2023), up to third order from the steps before.
package struct ERSDE: SamplerAlgorithm {
    /// How much noise is drawn anew at a level.
    package enum Scaler: Sendable {
        /// The paper's choice.
        case extended
        /// A power of the level.
        case power(Float)
    }

    private let maximumStage: Int
    private let noiseScale: Float
    private let scaler: Scaler

    /// - Parameter maximumStage: 1...3
    package init(maximumStage: Int = 3, noiseScale: Float = 1, scaler: Scaler = .extended) {
        self.maximumStage = maximumStage
        self.noiseScale = noiseScale
        self.scaler = scaler
    }

    package var needsFiniteSNR: Bool { true }

    private static let integrationPoints = 200

    private func scaled(_ level: Float) -> Float {
        switch scaler {
        case .extended: level * (FloatMath.exp(FloatMath.pow(level, 0.3)) + 10)
        case .power(let exponent): FloatMath.pow(level, Double(exponent))
        }
    }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        /// Noise over signal at each level.
        let levels = run.sigmas.map { $0 / run.sampling.alpha($0) }
        var before: (denoised: Tensor, slope: Tensor?)?
        for i in run.steps {
            let denoised = try run.predict(x, step: i)
            guard run.sigmas[i + 1] != 0 else {
                x = denoised
                continue
            }
            let (from, to) = (levels[i], levels[i + 1])
            let alpha = run.sampling.alpha(run.sigmas[i + 1])
            let ratio = scaled(to) / scaled(from)
            x = Tensor.combination([
                (alpha / run.sampling.alpha(run.sigmas[i]) * ratio, x), (alpha * (1 - ratio), denoised),
            ])
            var slope: Tensor?
            if let before, maximumStage > 1 {
                let (plain, weighted) = integrals(from: from, to: to)
                let difference = (denoised - before.denoised) / (from - levels[i - 1])
                x = x.adding(difference, times: alpha * (to - from + plain * scaled(to)))
                if let last = before.slope, maximumStage > 2 {
                    let bend = (difference - last) / ((from - levels[i - 2]) / 2)
                    let half = (to - from) * (to - from) / 2
                    x = x.adding(bend, times: alpha * (half + weighted * scaled(to)))
                }
                slope = difference
            }
            if noiseScale > 0 {
                let deviation = (to * to - from * from * ratio * ratio).squareRoot()
                x = x.adding(run.noise(like: x), times: alpha * noiseScale * (deviation.isNaN ? 0 : deviation))
            }
            before = (denoised, slope)
        }
        return x
    }

    /// The integrals over a step of 1 / scaled, and of the distance from its start over scaled.
    private func integrals(from: Float, to: Float) -> (plain: Float, weighted: Float) {
        let size = (from - to) / Float(Self.integrationPoints)
        var (plain, weighted): (Double, Double) = (0, 0)
        for point in 0..<Self.integrationPoints {
            let place = to + Float(point) * size
            plain += Double(1 / scaled(place))
            weighted += Double((place - from) / scaled(place))
        }
        return (Float(plain) * size, Float(weighted) * size)
    }
}
