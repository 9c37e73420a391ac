package import Tensors

/// CFG++ (Chung et al., 2024): the next level's noise is what the negative prompt sees in x, so guidance moves only the
/// finished latent. Ancestral, or with an eta of 0 Euler's method.
package struct EulerAncestralCFGPlusPlus: SamplerAlgorithm {
    private let eta: Float
    private let noiseScale: Float

    package init(eta: Float = 1, noiseScale: Float = 1) {
        self.eta = eta
        self.noiseScale = noiseScale
    }

    package var needsUnconditional: Bool { true }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        for i in run.steps {
            let (sigma, next) = (run.sigmas[i], run.sigmas[i + 1])
            let denoised = try run.parts(x, step: i)
            guard next != 0 else {
                x = denoised.x0
                continue
            }
            let (alpha, nextAlpha) = (run.sampling.alpha(sigma), run.sampling.alpha(next))
            let d = run.derivative(x, sigma, denoised.unconditionalOrNothing * alpha)
            let step = AncestralStep(from: sigma / alpha, to: next / nextAlpha, eta: eta)
            x = (denoised.x0 * nextAlpha).adding(d, times: nextAlpha * step.down)
            if step.up > 0 { x = x.adding(run.noise(like: x), times: nextAlpha * noiseScale * step.up) }
        }
        return x
    }
}
