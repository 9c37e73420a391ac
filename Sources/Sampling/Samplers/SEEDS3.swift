package import Tensors

/// SEEDS of three stages (Gonzalez et al., 2023). Three model calls a step but for the last.
package struct SEEDS3: SamplerAlgorithm {
    /// Where in a step the second and the third call are made.
    private static let middles: (Float, Float) = (1 / 3, 2 / 3)

    package var needsFiniteSNR: Bool { true }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        let (first, second) = Self.middles
        for i in run.steps {
            let denoised = try run.predict(x, step: i)
            guard run.sigmas[i + 1] != 0 else {
                x = denoised
                continue
            }
            let step = SEEDSStep(run.sampling, from: run.sigmas[i], to: run.sigmas[i + 1], eta: 1)
            let h = step.stochasticLength
            var noise = SEEDSNoise(run, step, scale: 1)

            let x2 = noise.added(
                to: step.moved(x, to: first, [(-FloatMath.expm1(-first * h), denoised)]), at: first)
            let denoised2 = try run.predict(x2, step.sigma(at: first))

            let b = second / first * SEEDSStep.slope(second * h)
            let a = -FloatMath.expm1(-second * h) - b
            let x3 = noise.added(to: step.moved(x, to: second, [(a, denoised), (b, denoised2)]), at: second)
            let denoised3 = try run.predict(x3, step.sigma(at: second))

            let d = SEEDSStep.slope(h) / second
            let c = -FloatMath.expm1(-h) - d
            x = noise.added(to: step.moved(x, to: 1, [(c, denoised), (d, denoised3)]), at: 1)
        }
        return x
    }
}
