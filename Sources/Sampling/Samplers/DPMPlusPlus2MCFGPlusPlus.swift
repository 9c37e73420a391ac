package import Tensors

/// DPM-Solver++(2M) with CFG++: second order from the step before, along what the negative prompt predicts.
package struct DPMPlusPlus2MCFGPlusPlus: SamplerAlgorithm {
    package var needsUnconditional: Bool { true }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        var before: Tensor?
        let times = run.sigmas.map { -FloatMath.log($0) }
        for i in run.steps {
            let parts = try run.parts(x, step: i)
            let unconditional = parts.unconditionalOrNothing
            let h = times[i + 1] - times[i]
            let decay = FloatMath.exp(-h)
            var mixed = unconditional * -decay
            if let before, run.sigmas[i + 1] != 0 {
                let r = (times[i] - times[i - 1]) / h
                mixed = mixed.adding(parts.x0 - before, times: -FloatMath.expm1(-h) / (2 * r))
            }
            x = (parts.x0 + mixed).adding(x, times: decay)
            before = unconditional
        }
        return x
    }
}
