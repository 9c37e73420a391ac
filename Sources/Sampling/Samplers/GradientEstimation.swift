package import Tensors

/// Euler's method with the change of the slope since the step before extrapolated (Permenter and Yuan, 2024), with
/// CFG++ if asked for.
package struct GradientEstimation: SamplerAlgorithm {
    private let gamma: Float
    private let isCFGPlusPlus: Bool

    package init(gamma: Float = 2, isCFGPlusPlus: Bool = false) {
        self.gamma = gamma
        self.isCFGPlusPlus = isCFGPlusPlus
    }

    package var needsUnconditional: Bool { isCFGPlusPlus }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        var before: Tensor?
        for i in run.steps {
            let (sigma, next) = (run.sigmas[i], run.sigmas[i + 1])
            let parts = try run.parts(x, step: i)
            let d = run.derivative(x, sigma, isCFGPlusPlus ? parts.unconditionalOrNothing : parts.x0)
            if next == 0 {
                x = parts.x0
            } else {
                x = isCFGPlusPlus ? parts.x0.adding(d, times: next) : x.adding(d, times: next - sigma)
                if let before { x = x.adding(d - before, times: (gamma - 1) * (next - sigma)) }
            }
            before = d
        }
        return x
    }
}
