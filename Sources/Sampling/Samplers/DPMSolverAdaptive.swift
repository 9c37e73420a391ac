internal import Glibc
package import Tensors

/// DPM-Solver-12 and -23 (Lu et al., 2022): steps as long as the difference of two orders allows. Of the noise levels
/// only the first and the last matter.
package struct DPMSolverAdaptive: SamplerAlgorithm {
    /// Takes part in how long steps get.
    package struct Control: Sendable {
        package var relativeTolerance = 0.05
        package var absoluteTolerance = 0.0078
        /// The first step's length.
        package var initialStep = 0.05
        package var proportional = 0.0
        package var integral = 1.0
        package var derivative = 0.0
        /// A step whose successor would be shorter by this is made anew.
        package var acceptSafety = 0.81

        package init() {}
    }

    private let order: Int
    private let control: Control
    private let eta: Float
    private let noiseScale: Float

    /// Nobody waits for more; steps that do not get anywhere have to end.
    private static let maximumSteps = 10_000

    /// - Parameter order: 2 or 3.
    package init(order: Int = 3, control: Control = Control(), eta: Float = 0, noiseScale: Float = 1) {
        precondition(order == 2 || order == 3)
        self.order = order
        self.control = control
        self.eta = eta
        self.noiseScale = noiseScale
    }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        guard let (first, last) = run.solverTimes else { return start }
        let forward = last > first
        guard forward || eta == 0 else { throw SamplingError(.badArgument, "eta must be 0 for reverse sampling") }
        var controller = StepController(control, forward: forward, order: eta != 0 ? 1.5 : Double(order))
        var (x, previous) = (start, start)
        var time = first
        var step = 0
        while forward ? time < last - 1e-5 : time > last + 1e-5 {
            guard step < Self.maximumSteps, controller.length.isFinite else {
                throw SamplingError(.badArgument, "the tolerances allow no steps that lead to an end")
            }
            let sigma = DPMSolver.sigma(time)
            let proposed = time + Float(controller.length)
            let end = forward ? min(last, proposed) : max(last, proposed)
            let (down, up) = noisy(sigma, end, last)

            let denoised = try run.predict(x, sigma)
            let solver = DPMSolver(run, x, at: time, denoised: denoised)
            let low = order == 2 ? solver.firstOrder(to: down) : try solver.secondOrder(to: down, middle: 1 / 3)
            let high = order == 2 ? try solver.secondOrder(to: down) : try solver.thirdOrder(to: down)
            if controller.accepts(error(low, high, previous)) {
                previous = low
                x = up > 0 ? high.adding(run.noise(like: x), times: up * noiseScale) : high
                time = end
            }
            try run.report(step: step, sigma: DPMSolver.sigma(time), x: x, denoised: denoised)
            step += 1
        }
        return x
    }

    /// The time to step to, and how much new noise leads from there to `end`.
    private func noisy(_ sigma: Float, _ end: Float, _ last: Float) -> (down: Float, up: Float) {
        guard eta != 0 else { return (end, 0) }
        let to = DPMSolver.sigma(end)
        let down = min(last, DPMSolver.time(AncestralStep(from: sigma, to: to, eta: eta).down))
        let level = DPMSolver.sigma(down)
        return (down, max(to * to - level * level, 0).squareRoot())
    }

    /// The difference of two orders in units of what is tolerated, as the root of its mean square.
    private func error(_ low: Tensor, _ high: Tensor, _ previous: Tensor) -> Double {
        let (relative, absolute) = (Float(control.relativeTolerance), Float(control.absoluteTolerance))
        let tolerated = Tensor.zip(low, previous) { max(absolute, relative * max(abs($0), abs($1))) }
        let sum = ((low - high) / tolerated).floats.reduce(0.0) { $0 + Double($1) * Double($1) }
        return (sum / Double(max(low.count, 1))).squareRoot()
    }
}

/// Proposes the length of the next step from the errors of the last ones.
private struct StepController {
    private(set) var length: Double
    private let exponents: (Double, Double, Double)
    private let acceptSafety: Double
    /// The inverse errors of this step and of the two accepted before it.
    private var inverses: (Double, Double, Double)?

    init(_ control: DPMSolverAdaptive.Control, forward: Bool, order: Double) {
        length = abs(control.initialStep) * (forward ? 1 : -1)
        exponents = (
            (control.proportional + control.integral + control.derivative) / order,
            -(control.proportional + 2 * control.derivative) / order, control.derivative / order
        )
        acceptSafety = control.acceptSafety
    }

    mutating func accepts(_ error: Double) -> Bool {
        let inverse = 1 / (error + 1e-8)
        var last = inverses ?? (inverse, inverse, inverse)
        last.0 = inverse
        let factor = pow(last.0, exponents.0) * pow(last.1, exponents.1) * pow(last.2, exponents.2)
        let limited = 1 + atan(factor - 1)
        let accepted = limited >= acceptSafety
        inverses = accepted ? (last.0, last.0, last.1) : last
        length *= limited
        return accepted
    }
}
