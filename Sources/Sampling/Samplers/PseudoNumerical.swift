package import Tensors

/// iPNDM (Zhang and Chen, 2023): Adams-Bashforth up to fourth order as if all steps were equally long.
package struct PseudoNumerical: SamplerAlgorithm {
    /// By order, the latest slope first.
    private static let weights: [[Float]] = [[1], [3, -1], [23, -16, 5], [55, -59, 37, -9]]

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        /// The latest first.
        var slopes: [Tensor] = []
        for i in run.steps {
            let (sigma, next) = (run.sigmas[i], run.sigmas[i + 1])
            let denoised = try run.predict(x, step: i)
            slopes = [run.derivative(x, sigma, denoised)] + slopes.prefix(Self.weights.count - 1)
            guard next != 0 else {
                x = denoised
                continue
            }
            let weights = Self.weights[slopes.count - 1]
            let slope = Tensor.combination(weights, slopes) / weights.reduce(0, +)
            x = x.adding(slope, times: next - sigma)
        }
        return x
    }
}
