package import Tensors

/// DPM-Solver-Fast (Lu et al., 2022): as many model calls as there are steps, in steps of third order with shorter ones
/// at the end. Of the noise levels only the first, the last and their number matter.
package struct DPMSolverFast: SamplerAlgorithm {
    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        guard let (first, last) = run.solverTimes else { return start }
        let calls = run.steps.count
        let count = calls / 3 + 1
        let orders =
            calls % 3 == 0
            ? Array(repeating: 3, count: count - 2) + [2, 1] : Array(repeating: 3, count: count - 1) + [calls % 3]
        let times = FloatMath.linspace(first, last, count: count + 1)
        var x = start
        for (i, order) in orders.enumerated() {
            let sigma = DPMSolver.sigma(times[i])
            let denoised = try run.predict(x, sigma)
            try run.report(step: i, sigma: sigma, x: x, denoised: denoised)
            let solver = DPMSolver(run, x, at: times[i], denoised: denoised)
            x =
                switch order {
                case 1: solver.firstOrder(to: times[i + 1])
                case 2: try solver.secondOrder(to: times[i + 1])
                default: try solver.thirdOrder(to: times[i + 1])
                }
        }
        return x
    }
}
