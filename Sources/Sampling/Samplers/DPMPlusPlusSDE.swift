package import Tensors

/// DPM-Solver++ (Lu et al., 2022) of the stochastic equation: two model calls a step but for the last, with noise from
/// one Brownian motion.
package struct DPMPlusPlusSDE: SamplerAlgorithm {
    private let eta: Float
    private let noiseScale: Float
    /// Where in a step the second call is made.
    private let middle: Float

    package init(eta: Float = 1, noiseScale: Float = 1, middle: Float = 0.5) {
        self.eta = eta
        self.noiseScale = noiseScale
        self.middle = middle
    }

    package var needsFiniteSNR: Bool { true }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        let noise = run.brownianNoise(like: x)
        for i in run.steps {
            let (sigma, next) = (run.sigmas[i], run.sigmas[i + 1])
            let denoised = try run.predict(x, step: i)
            guard next != 0 else {
                x = denoised
                continue
            }
            let (from, to) = (run.sampling.halfLogSNR(sigma), run.sampling.halfLogSNR(next))
            let between = run.sampling.sigma(ofHalfLogSNR: from + middle * (to - from))

            let x2 = moved(run, x, to: denoised, from: sigma, to: between, noise)
            let denoised2 = try run.predict(x2, between)
            let weight = 1 / (2 * middle)
            let mixed = Tensor.combination([(1 - weight, denoised), (weight, denoised2)])
            x = moved(run, x, to: mixed, from: sigma, to: next, noise)
        }
        return x
    }

    /// To a lower level than `level` without noise, then noise up to it.
    private func moved(
        _ run: SamplerRun, _ x: Tensor, to denoised: Tensor, from sigma: Float, to level: Float, _ noise: BrownianNoise
    ) -> Tensor {
        let (alpha, levelAlpha) = (run.sampling.alpha(sigma), run.sampling.alpha(level))
        let ratio = sigma / alpha
        let step = AncestralStep(from: ratio, to: level / levelAlpha, eta: eta)
        let kept = step.down / ratio
        let result = Tensor.zip(x, denoised) { levelAlpha / alpha * kept * $0 + levelAlpha * (1 - kept) * $1 }
        guard eta > 0 && noiseScale > 0 else { return result }
        return result.adding(noise(from: sigma, to: level), times: levelAlpha * noiseScale * step.up)
    }
}
