package import Tensors

/// DPM-Solver++(2S) (Lu et al., 2022) to a lower level, then new noise up to the next. Two model calls a step but for
/// the last. With CFG++ what the prompt adds to the negative prompt is added to x first.
package struct DPMPlusPlus2SAncestral: SamplerAlgorithm {
    private let eta: Float
    private let noiseScale: Float
    private let isCFGPlusPlus: Bool

    package init(eta: Float = 1, noiseScale: Float = 1, isCFGPlusPlus: Bool = false) {
        self.eta = eta
        self.noiseScale = noiseScale
        self.isCFGPlusPlus = isCFGPlusPlus
    }

    package var needsUnconditional: Bool { isCFGPlusPlus }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        for i in run.steps {
            let (sigma, next) = (run.sigmas[i], run.sigmas[i + 1])
            let parts = try run.parts(x, step: i)
            let denoised = parts.x0
            let step = AncestralStep(run.sampling, from: sigma, to: next, eta: eta)
            guard step.down != 0 else {
                x = denoised
                continue
            }
            let middle = self.middle(run.sampling, sigma, step.down)
            let x2 = moved(shifted(x, denoised, parts), to: denoised, from: sigma, to: middle)
            let parts2 = try run.parts(x2, middle)
            x = moved(shifted(x, denoised, parts2), to: parts2.x0, from: sigma, to: step.down)
            x = (x * step.scale).adding(run.noise(like: x), times: noiseScale * step.up)
        }
        return x
    }

    /// x with what the prompt adds to the negative prompt's prediction in `parts`, for CFG++.
    private func shifted(_ x: Tensor, _ denoised: Tensor, _ parts: Denoised) -> Tensor {
        isCFGPlusPlus ? x + (denoised - parts.unconditionalOrNothing) : x
    }

    /// The level half way on the scale of signal-to-noise ratios.
    private func middle(_ sampling: any ModelSampling, _ sigma: Float, _ down: Float) -> Float {
        // A flow's first level has no such ratio.
        if sampling.isFlow && sigma == 1 { return 0.9999 }
        let (start, end) = (sampling.halfLogSNR(sigma), sampling.halfLogSNR(down))
        return sampling.sigma(ofHalfLogSNR: start + 0.5 * (end - start))
    }

    /// The exact solution for a constant prediction.
    private func moved(_ x: Tensor, to denoised: Tensor, from sigma: Float, to level: Float) -> Tensor {
        let kept = level / sigma
        return Tensor.zip(x, denoised) { kept * $0 + (1 - kept) * $1 }
    }
}
