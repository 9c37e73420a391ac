internal import Glibc
package import Tensors

/// SA-Solver (Xue et al., 2023): stochastic Adams methods, a predictor and a corrector, with new noise only in the
/// middle of sampling.
package struct SASolver: SamplerAlgorithm {
    /// How much of the noise is new, 0...1, and in which part of sampling, 0...1.
    package var eta: Double = 1
    package var stochasticRange: (start: Double, end: Double) = (0.2, 0.8)
    package var noiseScale: Float = 1
    package var predictorOrder = 3
    /// 0: no corrector.
    package var correctorOrder = 4
    /// Ask the model again after the corrector.
    package var evaluatesCorrected = false
    /// Take the paper's simpler coefficients where the order is 2.
    package var simplifiesSecondOrder = false

    package init(evaluatesCorrected: Bool = false) { self.evaluatesCorrected = evaluatesCorrected }

    package var needsFiniteSNR: Bool { true }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        let sigmas = run.sigmas
        let ratios = sigmas.map { Double(run.sampling.halfLogSNR($0)) }
        let kept = max(predictorOrder, correctorOrder)
        let lowersAtEnd = sigmas[sigmas.count - 1] == 0
        var (x, predicted) = (start, start)
        /// The earliest first.
        var predictions: [Tensor] = []
        var before: (tau: Double, length: Double, noise: Tensor?) = (0, 0, nil)
        for i in run.steps {
            let isLast = sigmas[i + 1] == 0
            var denoised = try run.predict(predicted, step: i)
            predictions = predictions.suffix(kept - 1) + [denoised]

            var predictor = min(predictorOrder, predictions.count)
            var corrector = i == 0 || isLast && !evaluatesCorrected ? 0 : min(correctorOrder, predictions.count)
            if lowersAtEnd {
                predictor = min(predictor, sigmas.count - 2 - i)
                corrector = min(corrector, sigmas.count - 1 - i)
            }
            if corrector == 0 {
                x = predicted
            } else {
                let adams = StochasticAdams(ratios, from: i - 1, tau: before.tau, alpha: run.sampling.alpha(sigmas[i]))
                let weights = adams.weights(points: corrector, endingAt: i, isSimple: simplifiesSecondOrder)
                let decay = sigmas[i] / sigmas[i - 1] * Float(exp(-before.tau * before.tau * before.length))
                x = Tensor.combination([decay] + weights, [x] + predictions.suffix(corrector))
                if let noise = before.noise { x = x + noise }
                if evaluatesCorrected {
                    denoised = try run.predict(x, sigmas[i])
                    predictions[predictions.count - 1] = denoised
                }
            }
            guard !isLast else {
                predicted = denoised
                continue
            }
            let tau = tau(run.sampling, sigmas[i + 1])
            let length = ratios[i + 1] - ratios[i]
            let adams = StochasticAdams(ratios, from: i, tau: tau, alpha: run.sampling.alpha(sigmas[i + 1]))
            let weights = adams.weights(points: predictor, endingAt: i, isSimple: simplifiesSecondOrder)
            let decay = sigmas[i + 1] / sigmas[i] * Float(exp(-tau * tau * length))
            predicted = Tensor.combination([decay] + weights, [x] + predictions.suffix(predictor))
            var noise: Tensor?
            if tau > 0 && noiseScale > 0 {
                let deviation = sigmas[i + 1] * Float((-expm1(-2 * tau * tau * length)).squareRoot()) * noiseScale
                let drawn = run.noise(like: x) * deviation
                predicted = predicted + drawn
                noise = drawn
            }
            before = (tau, length, noise)
        }
        return predicted
    }

    private func tau(_ sampling: any ModelSampling, _ sigma: Float) -> Double {
        let range = (sampling.percentToSigma(stochasticRange.start), sampling.percentToSigma(stochasticRange.end))
        return eta > 0 && range.0 >= Double(sigma) && Double(sigma) >= range.1 ? eta : 0
    }
}
