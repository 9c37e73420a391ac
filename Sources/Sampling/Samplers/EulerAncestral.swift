package import Tensors

/// Euler's method to a lower level, then new noise up to the next.
package struct EulerAncestral: SamplerAlgorithm {
    private let eta: Float
    private let noiseScale: Float

    package init(eta: Float = 1, noiseScale: Float = 1) {
        self.eta = eta
        self.noiseScale = noiseScale
    }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        for i in run.steps {
            let sigma = run.sigmas[i]
            let denoised = try run.predict(x, step: i)
            let step = AncestralStep(run.sampling, from: sigma, to: run.sigmas[i + 1], eta: eta)
            if step.down == 0 {
                x = denoised
            } else {
                let d = run.derivative(x, sigma, denoised)
                x = x.adding(d, times: step.down - sigma) * step.scale
                x = x.adding(run.noise(like: x), times: noiseScale * step.up)
            }
        }
        return x
    }
}
