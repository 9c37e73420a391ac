internal import Tensors

/// Euler's method on the probability flow ODE: algorithm 2 of Karras et al. (2022), first order, no churn.
/// Also what DDIM amounts to in these coordinates.
enum Euler {
    @Sendable static func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        for i in run.steps {
            let d = run.derivative(x, run.sigmas[i], try run.predict(x, step: i))
            x = x.adding(d, times: run.sigmas[i + 1] - run.sigmas[i])
        }
        return x
    }
}

/// Euler's method to a lower level, then new noise up to the next.
enum EulerAncestral {
    @Sendable static func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        for i in run.steps {
            let sigma = run.sigmas[i]
            let denoised = try run.predict(x, step: i)
            let (down, up) = SamplerRun.ancestralStep(from: sigma, to: run.sigmas[i + 1])
            if down == 0 {
                x = denoised
            } else {
                let d = run.derivative(x, sigma, denoised)
                x = x.adding(d, times: down - sigma).adding(run.noise(like: x), times: up)
            }
        }
        return x
    }
}
