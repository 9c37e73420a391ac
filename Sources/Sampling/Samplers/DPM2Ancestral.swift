package import Tensors

/// DPM-Solver-2 to a lower level, then new noise up to the next. Two model calls a step but for the last.
package struct DPM2Ancestral: SamplerAlgorithm {
    package var dropsPenultimateSigma: Bool { true }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        for i in run.steps {
            let sigma = run.sigmas[i]
            let step = AncestralStep(run.sampling, from: sigma, to: run.sigmas[i + 1])
            let d = run.derivative(x, sigma, try run.predict(x, step: i))
            if step.down == 0 {
                x = x.adding(d, times: step.down - sigma)
            } else {
                let middle = SamplerRun.geometricMean(sigma, step.down)
                let x2 = x.adding(d, times: middle - sigma)
                let d2 = run.derivative(x2, middle, try run.predict(x2, middle))
                x = x.adding(d2, times: step.down - sigma) * step.scale
                x = x.adding(run.noise(like: x), times: step.up)
            }
        }
        return x
    }
}
