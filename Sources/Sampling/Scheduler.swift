internal import Glibc

/// How sampling's noise levels are spaced; the raw value is ComfyUI's name.
package enum Scheduler: String, Sendable, CaseIterable {
    case normal
    case karras
    case exponential
    case sgmUniform = "sgm_uniform"
    case simple
    case ddimUniform = "ddim_uniform"
    case beta
    case linearQuadratic = "linear_quadratic"
    case klOptimal = "kl_optimal"

    /// ComfyUI's names in its order.
    package static var allNames: [String] { allCases.map(\.rawValue) }

    package init(named name: String) throws(SamplingError) {
        guard let scheduler = Scheduler(rawValue: name) else {
            throw SamplingError(.unknownScheduler, "unknown scheduler \"\(name)\"")
        }
        self = scheduler
    }

    /// Beyond any use; keeps a tiny denoise from asking for the machine's memory.
    static let maximumSteps = 4_000_000

    /// Descending noise levels that end in 0: steps + 1 of them, except that `ddim_uniform` may give more and `beta`
    /// fewer.
    package func sigmas(_ sampling: any ModelSampling, steps: Int) throws(SamplingError) -> [Float] {
        guard steps >= 1 else { throw SamplingError(.badArgument, "sampling takes at least one step, not \(steps)") }
        guard steps <= Self.maximumSteps else {
            throw SamplingError(.badArgument, "\(steps) steps are more than the \(Self.maximumSteps) that are possible")
        }
        return switch self {
        case .normal: Self.normal(sampling, steps)
        case .sgmUniform: Self.sgmUniform(sampling, steps)
        case .karras:
            NoiseLevels.karras(
                steps: steps, min: Double(sampling.sigmaMin), max: Double(sampling.sigmaMax))
        case .exponential:
            NoiseLevels.exponential(
                steps: steps, min: Double(sampling.sigmaMin), max: Double(sampling.sigmaMax))
        case .simple: Self.simple(sampling, steps)
        case .ddimUniform: Self.ddimUniform(sampling, steps)
        case .beta: NoiseLevels.beta(sampling, steps: steps)
        case .linearQuadratic: Self.linearQuadratic(sampling, steps)
        case .klOptimal: Self.klOptimal(sampling, steps)
        }
    }

    private static func ends(_ sampling: any ModelSampling) -> (first: Float, last: Float) {
        (sampling.timestep(of: sampling.sigmaMax), sampling.timestep(of: sampling.sigmaMin))
    }

    /// Equally spaced timesteps.
    private static func normal(_ sampling: any ModelSampling, _ steps: Int) -> [Float] {
        let (first, last) = ends(sampling)
        // A table that itself ends in 0 needs no 0 behind it.
        let endsInZero = FloatMath.isClose(Double(sampling.sigma(at: last)), 0, absolute: 0.00001)
        let timesteps = FloatMath.linspace(first, last, count: endsInZero ? steps + 1 : steps)
        return timesteps.map(sampling.sigma(at:)) + (endsInZero ? [] : [0])
    }

    /// Equally spaced timesteps of which the last is left out.
    private static func sgmUniform(_ sampling: any ModelSampling, _ steps: Int) -> [Float] {
        let (first, last) = ends(sampling)
        return FloatMath.linspace(first, last, count: steps + 1).dropLast().map(sampling.sigma(at:)) + [0]
    }

    /// Every n-th entry of the table, from its end.
    private static func simple(_ sampling: any ModelSampling, _ steps: Int) -> [Float] {
        let stride = Double(sampling.sigmas.count) / Double(steps)
        return (0..<steps).map { sampling.sigmas[sampling.sigmas.count - 1 - Int(Double($0) * stride)] } + [0]
    }

    /// Every n-th entry of the table, from its second.
    private static func ddimUniform(_ sampling: any ModelSampling, _ steps: Int) -> [Float] {
        guard sampling.sigmas.count > 1 else { return [sampling.sigmaMax, 0] }
        let startsAtZero = FloatMath.isClose(Double(sampling.sigmas[1]), 0, absolute: 0.00001)
        let step = max(sampling.sigmas.count / (startsAtZero ? steps + 1 : steps), 1)
        let ascending = stride(from: 1, to: sampling.sigmas.count, by: step).map { sampling.sigmas[$0] }
        return ascending.reversed() + (startsAtZero ? [] : [0])
    }

    /// A straight line down by 2.5 %, then a parabola (Mochi; Polyak et al., 2024).
    private static func linearQuadratic(_ sampling: any ModelSampling, _ steps: Int) -> [Float] {
        if steps == 1 { return [sampling.sigmaMax, 0] }
        let threshold = 0.025
        let linearSteps = steps / 2
        let linear = Double(linearSteps)
        let quadratic = Double(steps - linearSteps)
        let difference = linear - threshold * Double(steps)
        let square = difference / (linear * (quadratic * quadratic))
        let slope = threshold / linear - 2 * difference / (quadratic * quadratic)
        let constant = square * (linear * linear)
        let done = (0..<steps).map { i in
            let i = Double(i)
            return i < linear ? i * threshold / linear : square * (i * i) + slope * i + constant
        }
        return (done + [1]).map { Float(1 - $0) * sampling.sigmaMax }
    }

    /// Equally spaced arc tangents (Sabour et al., 2024, "Align Your Steps", theorem 3.1).
    private static func klOptimal(_ sampling: any ModelSampling, _ steps: Int) -> [Float] {
        let lowest = Float(atan(Double(sampling.sigmaMin)))
        let highest = Float(atan(Double(sampling.sigmaMax)))
        return (0..<steps).map { i in
            // One step has no spacing (ComfyUI divides 0 by 0 here); it begins at the highest level like any other.
            let t = steps == 1 ? 0 : Float(i) / Float(steps - 1)
            return FloatMath.tan(t * lowest + (1 - t) * highest)
        } + [0]
    }

    /// The noise levels of `steps` steps at the end of a longer schedule, of which only the part `denoise` (0...1) is
    /// walked; at 0 none.
    package func sigmas(_ sampling: any ModelSampling, steps: Int, denoise: Double) throws(SamplingError) -> [Float] {
        try Self.end(steps: steps, denoise: denoise) { (steps) throws(SamplingError) in
            try sigmas(sampling, steps: steps)
        }
    }

    /// - Parameter schedule: the noise levels for a number of steps.
    static func end(
        steps: Int, denoise: Double, of schedule: (Int) throws(SamplingError) -> [Float]
    ) throws(SamplingError) -> [Float] {
        if denoise >= 1 { return try schedule(steps) }
        if !(denoise > 0) { return [] }
        guard let total = Int(exactly: (Double(steps) / denoise).rounded(.towardZero)) else {
            throw SamplingError(.badArgument, "a denoise of \(denoise) is too small")
        }
        return Array(try schedule(total).suffix(steps + 1))
    }
}
