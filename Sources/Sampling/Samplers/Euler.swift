package import Tensors

/// Euler's method on the probability flow ODE: algorithm 2 of Karras et al. (2022), first order, no churn.
/// Also what DDIM amounts to in these coordinates.
package struct Euler: SamplerAlgorithm {
    package var drawsNewNoiseForMask = false

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        for i in run.steps {
            let d = run.derivative(x, run.sigmas[i], try run.predict(x, step: i))
            x = x.adding(d, times: run.sigmas[i + 1] - run.sigmas[i])
        }
        return x
    }
}
