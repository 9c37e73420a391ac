package import Tensors

/// iPNDM with coefficients for steps of different lengths (Zhang and Chen, 2023), up to fourth order.
package struct PseudoNumericalVariable: SamplerAlgorithm {
    private static let maximumOrder = 4

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        /// The latest first.
        var slopes: [Tensor] = []
        for i in run.steps {
            let (sigma, next) = (run.sigmas[i], run.sigmas[i + 1])
            let denoised = try run.predict(x, step: i)
            slopes = [run.derivative(x, sigma, denoised)] + slopes.prefix(Self.maximumOrder - 1)
            guard next != 0 else {
                x = denoised
                continue
            }
            let lengths = slopes.indices.map { run.sigmas[i + 1 - $0] - run.sigmas[i - $0] }
            x = x.adding(Tensor.combination(Self.weights(lengths), slopes), times: next - sigma)
        }
        return x
    }

    /// The weights of the slopes, the latest first, for the lengths of this step and those before it.
    private static func weights(_ h: [Float]) -> [Float] {
        guard h.count > 1 else { return [1] }
        let r1 = h[0] / h[1]
        let second = [(2 + r1) / 2, -r1 / 2]
        guard h.count > 2 else { return second }

        let sum = h[0] + h[1]
        let a = (1 - h[0] / (3 * sum) * (h[0] * sum) / (h[1] * (h[1] + h[2]))) / 2
        let r2 = h[1] / h[2]
        let third = [second[0] + a, second[1] - (1 + r2) * a, a * r2]
        guard h.count > 3 else { return third }

        let b =
            ((1 - h[0] / (3 * sum)) / 2 + (1 - h[0] / (2 * sum)) * h[0] / (6 * (sum + h[2])))
            * (h[0] * sum * (sum + h[2])) / (h[1] * (h[1] + h[2]) * (h[1] + h[2] + h[3]))
        let c = h[1] * (h[1] + h[2]) / (h[2] * (h[2] + h[3]))
        return [third[0] + b, third[1] - (1 + r2 + c) * b, third[2] + (r2 + c * (1 + h[2] / h[3])) * b, -b * c * r2]
    }
}
