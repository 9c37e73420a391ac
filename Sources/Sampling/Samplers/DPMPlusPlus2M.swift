package import Tensors

/// DPM-Solver++(2M) (Lu et al., 2022): second order from the step before, one model call a step.
package struct DPMPlusPlus2M: SamplerAlgorithm {
    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        var before: Tensor?
        // Time is -log(sigma); sigmas are taken back from it, as the reference does, for the sake of rounding.
        let times = run.sigmas.map { -FloatMath.log($0) }
        for i in run.steps {
            let denoised = try run.predict(x, step: i)
            let h = times[i + 1] - times[i]
            let decay = FloatMath.exp(-times[i + 1]) / FloatMath.exp(-times[i])
            let gain = FloatMath.expm1(-h)
            if let before, run.sigmas[i + 1] != 0 {
                let r = (times[i] - times[i - 1]) / h
                let now = 1 + 1 / (2 * r)
                let then = 1 / (2 * r)
                let extrapolated = Tensor.zip(denoised, before) { now * $0 - then * $1 }
                x = Tensor.zip(x, extrapolated) { decay * $0 - gain * $1 }
            } else {
                x = Tensor.zip(x, denoised) { decay * $0 - gain * $1 }
            }
            before = denoised
        }
        return x
    }
}
