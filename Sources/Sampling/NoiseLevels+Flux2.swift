internal import Glibc

extension NoiseLevels {
    /// Flux.2's (black-forest-labs/flux2, sampling.py, get_schedule): equally spaced times shifted by e^mu, where mu lies
    /// on a line through what was measured for 10 and for 200 steps, each linear in the picture's tokens.
    package static func flux2(steps: Int, tokens: Double) -> [Float] {
        let (ten, twoHundred) = (8.73809524e-05 * tokens + 1.89833333, 0.00016927 * tokens + 0.45666666)
        let slope = (twoHundred - ten) / 190
        let mu = tokens > 4300 ? twoHundred : slope * Double(steps) + (twoHundred - 200 * slope)
        let factor = Float(exp(mu))
        return FloatMath.linspace(1, 0, count: steps + 1).map { factor / (factor + (1 / $0 - 1)) }
    }
}
