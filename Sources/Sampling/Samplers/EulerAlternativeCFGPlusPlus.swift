package import Tensors

/// Euler's method whose direction has what the negative prompt predicts added to it (CFG++, as ComfyUI's first version had
/// it).
package struct EulerAlternativeCFGPlusPlus: SamplerAlgorithm {
    package var needsUnconditional: Bool { true }

    package init() {}

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        for i in run.steps {
            let parts = try run.parts(x, step: i)
            let shifted = x - parts.x0 + parts.unconditionalOrNothing
            let d = run.derivative(shifted, run.sigmas[i], parts.x0)
            x = x.adding(d, times: run.sigmas[i + 1] - run.sigmas[i])
        }
        return x
    }
}
