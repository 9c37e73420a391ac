package import Tensors

/// DPM-Solver-2 (Lu et al., 2022): the slope at the middle of a step. Two model calls a step but for the last.
package struct DPM2: SamplerAlgorithm {
    package var dropsPenultimateSigma: Bool { true }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        for i in run.steps {
            let sigma = run.sigmas[i]
            let next = run.sigmas[i + 1]
            let d = run.derivative(x, sigma, try run.predict(x, step: i))
            if next == 0 {
                x = x.adding(d, times: next - sigma)
            } else {
                let middle = SamplerRun.geometricMean(sigma, next)
                let x2 = x.adding(d, times: middle - sigma)
                let d2 = run.derivative(x2, middle, try run.predict(x2, middle))
                x = x.adding(d2, times: next - sigma)
            }
        }
        return x
    }
}
