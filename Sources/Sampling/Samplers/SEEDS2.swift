package import Tensors

/// SEEDS of two stages (Gonzalez et al., 2023), and with its middle at the end and no noise the exponential Heun method.
/// Two model calls a step but for the last.
package struct SEEDS2: SamplerAlgorithm {
    /// How the two predictions are weighted.
    package enum Weighting: String, Sendable, CaseIterable {
        case phi1 = "phi_1"
        case phi2 = "phi_2"
    }

    private let eta: Float
    private let noiseScale: Float
    /// Where in a step the second call is made.
    private let middle: Float
    private let weighting: Weighting

    package init(eta: Float = 1, noiseScale: Float = 1, middle: Float = 0.5, weighting: Weighting = .phi1) {
        self.eta = eta
        self.noiseScale = noiseScale
        self.middle = middle
        self.weighting = weighting
    }

    package var needsFiniteSNR: Bool { true }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        for i in run.steps {
            let denoised = try run.predict(x, step: i)
            guard run.sigmas[i + 1] != 0 else {
                x = denoised
                continue
            }
            let step = SEEDSStep(run.sampling, from: run.sigmas[i], to: run.sigmas[i + 1], eta: eta)
            var noise = SEEDSNoise(run, step, scale: eta > 0 ? noiseScale : 0)

            let weight = -FloatMath.expm1(-middle * step.stochasticLength)
            let x2 = noise.added(to: step.moved(x, to: middle, [(weight, denoised)]), at: middle)
            let denoised2 = try run.predict(x2, step.sigma(at: middle))

            let gain = -FloatMath.expm1(-step.stochasticLength)
            let second =
                switch weighting {
                case .phi1: gain / (2 * middle)
                case .phi2: SEEDSStep.slope(step.stochasticLength) / middle
                }
            x = noise.added(to: step.moved(x, to: 1, [(gain - second, denoised), (second, denoised2)]), at: 1)
        }
        return x
    }
}
