internal import Glibc

/// The weights of earlier predictions in one step of SA-Solver (Xue et al., 2023, equations 15 and 18).
struct StochasticAdams {
    private let ratios: [Double]
    private let start: Int
    private let tau2: Double
    private let alpha: Double

    /// A step from level `start` to the next.
    ///
    /// - Parameters:
    ///   - ratios: half the logarithm of the signal-to-noise ratio at each level.
    ///   - tau: the amount of new noise.
    ///   - alpha: the finished latent's share at the step's end.
    init(_ ratios: [Double], from start: Int, tau: Double, alpha: Float) {
        self.ratios = ratios
        self.start = start
        tau2 = 1 + tau * tau
        self.alpha = Double(alpha)
    }

    private var length: Double { ratios[start + 1] - ratios[start] }

    /// The weights for predictions at levels `end - points + 1 ... end`, the earliest first.
    func weights(points count: Int, endingAt end: Int, isSimple: Bool) -> [Float] {
        if isSimple && count == 2 { return simple(endingAt: end) }
        let points = Array(ratios[(end - count + 1)...end])
        let moments = moments(count)
        return points.indices.map { j in
            // The Lagrange polynomial that is 1 at point j, lowest power first, against the moments.
            var polynomial = [1.0]
            for (k, point) in points.enumerated() where k != j {
                let scale = 1 / (points[j] - point)
                let shifted = [0] + polynomial.map { $0 * scale }
                let constant = polynomial.map { -$0 * point * scale } + [0]
                polynomial = zip(shifted, constant).map { $0 + $1 }
            }
            return Float(alpha * zip(polynomial, moments).reduce(0) { $0 + $1.0 * $1.1 })
        }
    }

    /// (1 + tau^2) times the integrals of exp((1 + tau^2) (t - end)) t^p over the step, p from 0.
    private func moments(_ count: Int) -> [Double] {
        let (from, to) = (ratios[start], ratios[start + 1])
        let decay = exp(-tau2 * length)
        var result: [Double] = []
        for power in 0..<count {
            let ends = pow(to, Double(power)) - pow(from, Double(power)) * decay
            result.append(ends - (result.last.map { Double(power) / tau2 * $0 } ?? 0))
        }
        return result
    }

    /// The paper's appendix D.
    private func simple(endingAt end: Int) -> [Float] {
        let gain = alpha * -expm1(-length * tau2)
        let isCorrector = end > start
        let earlier =
            isCorrector
            ? gain - alpha * 0.5 * tau2 * length
            : alpha * 0.5 * tau2 * length * length / (ratios[end - 1] - ratios[start])
        return [Float(earlier), Float(gain - earlier)]
    }
}
