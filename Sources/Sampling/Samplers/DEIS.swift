internal import Glibc
package import Tensors

/// DEIS (Zhang and Chen, 2023), "tAB": Adams-Bashforth up to third order in the time of a variance-preserving chain,
/// with coefficients integrated numerically.
package struct DEIS: SamplerAlgorithm {
    private static let maximumOrder = 3
    private static let integrationPoints = 10000

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        let chain = Chain()
        let times = run.sigmas.map(chain.time)
        /// The latest first.
        var slopes: [Tensor] = []
        for i in run.steps {
            let (sigma, next) = (run.sigmas[i], run.sigmas[i + 1])
            slopes = [run.derivative(x, sigma, try run.predict(x, step: i))] + slopes.prefix(Self.maximumOrder - 1)
            if next <= 0 || slopes.count == 1 {
                x = x.adding(slopes[0], times: next - sigma)
            } else {
                let points = slopes.indices.map { times[i - $0] }
                x = x + Tensor.combination(Self.weights(chain, points, to: times[i + 1]), slopes)
            }
        }
        return x
    }

    /// For each point the integral of its Lagrange polynomial, from the first point to `end`.
    private static func weights(_ chain: Chain, _ points: [Float], to end: Float) -> [Float] {
        let times = FloatMath.linspace(points[0], end, count: integrationPoints)
        let slopes = times.map(chain.sigmaSlope)
        return points.indices.map { j in
            var sum = 0.0
            for (time, slope) in zip(times, slopes) {
                var value = slope
                for (k, point) in points.enumerated() where k != j { value *= (time - point) / (points[j] - point) }
                sum += Double(value)
            }
            return Float(sum) * ((end - points[0]) / Float(integrationPoints))
        }
    }

    /// The chain whose noise levels run from 0.002 at time 0.001 to 80 at time 1, in single precision as the reference
    /// has it: the lowest level is hardly more than a rounding error there.
    private struct Chain {
        private let slope: Float
        private let start: Float

        init() {
            let lowest: Float = 0.002
            let highest: Float = 80
            let lowestTime: Float = 1e-3
            let first = FloatMath.log(lowest * lowest + 1)
            let last = FloatMath.log(highest * highest + 1)
            slope = 2 * (first / lowestTime - last) / (lowestTime - 1)
            start = last - 0.5 * slope
        }

        func time(_ sigma: Float) -> Float {
            ((start * start + 2 * slope * FloatMath.log(sigma * sigma + 1)).squareRoot() - start) / slope
        }

        /// dsigma / dtime
        func sigmaSlope(_ time: Float) -> Float {
            let alpha = FloatMath.exp(-0.5 * time * time * slope - time * start)
            return 0.5 * (time * slope + start) / (alpha * (1 - alpha)).squareRoot()
        }
    }
}
