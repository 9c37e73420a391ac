package import Tensors

/// DPM-Solver++(2M) (Lu et al., 2022) of the stochastic equation: second order from the step before, noise from one
/// Brownian motion.
package struct DPMPlusPlus2MSDE: SamplerAlgorithm {
    package enum Solver: String, Sendable, CaseIterable { case midpoint, heun }

    private let eta: Float
    private let noiseScale: Float
    private let solver: Solver

    package init(eta: Float = 1, noiseScale: Float = 1, solver: Solver = .midpoint) {
        self.eta = eta
        self.noiseScale = noiseScale
        self.solver = solver
    }

    package var needsFiniteSNR: Bool { true }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        let noise = run.brownianNoise(like: x)
        var before: (denoised: Tensor, length: Float)?
        for i in run.steps {
            let (sigma, next) = (run.sigmas[i], run.sigmas[i + 1])
            let denoised = try run.predict(x, step: i)
            guard next != 0 else {
                x = denoised
                continue
            }
            let step = ExponentialStep(run.sampling, from: sigma, to: next, eta: eta)
            x = step.taken(x, to: denoised)
            if let before {
                let slope =
                    switch solver {
                    case .heun: step.gain / -step.stochasticLength + 1
                    case .midpoint: 0.5 * step.gain
                    }
                let r = before.length / step.length
                x = x.adding(denoised - before.denoised, times: step.alpha * slope / r)
            }
            if eta > 0 && noiseScale > 0 { x = step.disturbed(x, noise, scale: noiseScale) }
            before = (denoised, step.length)
        }
        return x
    }
}
