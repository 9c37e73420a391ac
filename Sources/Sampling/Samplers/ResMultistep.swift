package import Tensors

/// The second-order multistep method of refined exponential solvers (Zhang et al., 2023), ancestral unless eta is 0,
/// with CFG++ if asked for.
package struct ResMultistep: SamplerAlgorithm {
    private let eta: Float
    private let isCFGPlusPlus: Bool

    package init(eta: Float = 1, isCFGPlusPlus: Bool = false) {
        self.eta = eta
        self.isCFGPlusPlus = isCFGPlusPlus
    }

    package var needsUnconditional: Bool { isCFGPlusPlus }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        var before: (denoised: Tensor, down: Float)?
        for i in run.steps {
            let (sigma, next) = (run.sigmas[i], run.sigmas[i + 1])
            let parts = try run.parts(x, step: i)
            let denoised = isCFGPlusPlus ? parts.unconditionalOrNothing : parts.x0
            let step = AncestralStep(from: sigma, to: next, eta: eta)
            if step.down != 0, let before {
                let h = FloatMath.log(sigma) - FloatMath.log(step.down)
                let c = (FloatMath.log(before.down) - FloatMath.log(run.sigmas[i - 1])) / h
                let phi1 = FloatMath.expm1(-h) / -h
                let phi2 = (phi1 - 1) / -h
                let weights = [phi1 - phi2 / c, phi2 / c].map { $0.isNaN ? 0 : h * $0 }
                if isCFGPlusPlus { x = x + (parts.x0 - denoised) }
                x = Tensor.combination([
                    (FloatMath.exp(-h), x), (weights[0], denoised), (weights[1], before.denoised),
                ])
            } else {
                let d = run.derivative(x, sigma, denoised)
                x = isCFGPlusPlus ? parts.x0.adding(d, times: step.down) : x.adding(d, times: step.down - sigma)
            }
            if next > 0 && step.up > 0 { x = x.adding(run.noise(like: x), times: step.up) }
            before = (denoised, step.down)
        }
        return x
    }
}
