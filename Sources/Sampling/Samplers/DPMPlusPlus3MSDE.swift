package import Tensors

/// DPM-Solver++(3M) of the stochastic equation: third order from the two steps before, noise from one Brownian motion.
package struct DPMPlusPlus3MSDE: SamplerAlgorithm {
    private let eta: Float
    private let noiseScale: Float

    package init(eta: Float = 1, noiseScale: Float = 1) {
        self.eta = eta
        self.noiseScale = noiseScale
    }

    package var needsFiniteSNR: Bool { true }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        let noise = run.brownianNoise(like: x)
        /// The latest first, two at most.
        var before: [(denoised: Tensor, length: Float)] = []
        for i in run.steps {
            let (sigma, next) = (run.sigmas[i], run.sigmas[i + 1])
            let denoised = try run.predict(x, step: i)
            guard next != 0 else {
                x = denoised
                continue
            }
            let step = ExponentialStep(run.sampling, from: sigma, to: next, eta: eta)
            x = step.taken(x, to: denoised)
            if let last = before.first {
                let phi2 = -step.gain / step.stochasticLength + 1
                let r0 = last.length / step.length
                let slope = (denoised - last.denoised) / r0
                if before.count == 2 {
                    let r1 = before[1].length / step.length
                    let bend = (slope - (last.denoised - before[1].denoised) / r1) / (r0 + r1)
                    let phi3 = phi2 / step.stochasticLength - 0.5
                    x = x.adding(slope.adding(bend, times: r0), times: step.alpha * phi2)
                        .adding(bend, times: -step.alpha * phi3)
                } else {
                    x = x.adding(slope, times: step.alpha * phi2)
                }
            }
            if eta > 0 && noiseScale > 0 { x = step.disturbed(x, noise, scale: noiseScale) }
            before = [(denoised, step.length)] + before.prefix(1)
        }
        return x
    }
}
