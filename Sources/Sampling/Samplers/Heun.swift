package import Tensors

/// Heun's method: algorithm 2 of Karras et al. (2022), no churn. Two model calls a step but for the last.
package struct Heun: SamplerAlgorithm {
    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        for i in run.steps {
            let next = run.sigmas[i + 1]
            let step = next - run.sigmas[i]
            let d = run.derivative(x, run.sigmas[i], try run.predict(x, step: i))
            let euler = x.adding(d, times: step)
            if next == 0 {
                x = euler
            } else {
                let d2 = run.derivative(euler, next, try run.predict(euler, next))
                x = x.adding((d + d2) / 2, times: step)
            }
        }
        return x
    }
}
