internal import Glibc
package import Tensors

/// UniPC (Zhao et al., 2023): a predictor and a corrector of up to third order from one model call a step.
package struct UniPC: SamplerAlgorithm {
    private let variant: UniPCStep.Variant

    init(variant: UniPCStep.Variant) { self.variant = variant }

    package var dropsPenultimateSigma: Bool { true }

    /// The logarithm of 0 does not exist.
    private static let lowestSigma: Float = 0.001

    /// The reference writes its lowest level into the schedule itself, which the end of sampling reads too: latents of flows
    /// are divided by 1 - 0.001.
    package func end(at last: Float) -> Float { last == 0 ? Self.lowestSigma : last }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var sigmas = run.sigmas
        let last = sigmas.count - 1
        sigmas[last] = end(at: sigmas[last])
        let maximumOrder = min(3, last - 1)
        var x = start
        /// The latest last.
        var points: [UniPCStep.Point] = []
        for i in run.steps {
            var prediction: Tensor
            if i == 0 {
                prediction = try run.predict(x, sigmas[0])
            } else {
                let order = min(i, maximumOrder, last + 1 - i)
                let step = UniPCStep(variant, x, points, order: order, to: sigmas[i])
                prediction = try run.predict(step.predicted(), sigmas[i])
                x = step.corrected(prediction)
            }
            points = points.suffix(max(maximumOrder - 1, 0)) + [UniPCStep.Point(prediction, sigma: sigmas[i])]
            // The corrector of a last step would need another call.
            if i > 0 && i == last - 1 { x = UniPCStep(variant, x, points, order: 1, to: sigmas[last]).predicted() }
            try run.report(step: i, sigma: sigmas[i], x: x, denoised: prediction)
        }
        return x
    }
}
