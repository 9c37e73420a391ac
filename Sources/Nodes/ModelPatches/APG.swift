internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct APG: Node {
    var schema: NodeSchema {
        .v3(
            "APG", displayName: "Adaptive Projected Guidance", category: "sampling/custom_sampling",
            inputs: [
                .socket("model", "MODEL"),
                .float("eta", default: 1, min: -10, max: 10, step: 0.01),
                .float("norm_threshold", default: 5, min: 0, max: 50, step: 0.1),
                .float("momentum", default: 0, min: -5, max: 1, step: 0.01),
            ],
            outputs: [OutputSchema("MODEL")],
            "Guides less along the prediction than across it, with momentum and a limit of length (Sadat et al., 2024)."
        )
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (eta, threshold) = (Float(try inputs.float("eta")), Float(try inputs.float("norm_threshold")))
        let momentum = Float(try inputs.float("momentum"))
        return .values(
            try inputs.patchedModel { options in
                // as in ComfyUI it goes on where another node samples on
                let average = Lock<(value: Tensor, sigma: Float)?>(nil)
                options.beforeGuidance.append { step in
                    Self.guided(step, eta: eta, threshold: threshold, momentum: momentum, average)
                }
            })
    }

    /// - Parameter average: of what was added in the steps before.
    private static func guided(
        _ step: GuidanceStep, eta: Float, threshold: Float, momentum: Float,
        _ average: Lock<(value: Tensor, sigma: Float)?>
    ) -> GuidanceStep {
        var guidance = step.positive - step.negative
        if momentum != 0 {
            let before = average.withLock { $0 }
            if let before, step.sigma <= before.sigma, before.value.shape == guidance.shape {
                guidance = before.value * momentum + guidance
            }
            average.withLock { [guidance] in $0 = (guidance, step.sigma) }
        }
        let items = (0..<guidance.shape[0]).map { item in
            var own = guidance.slice(item..<item + 1)
            let positive = step.positive.slice(item..<item + 1)
            if threshold > 0 { own = own * min(1, threshold / Float(own.product(own).squareRoot())) }
            let length = max(positive.product(positive).squareRoot(), 1e-12)
            let direction = positive / Float(length)
            let parallel = direction * Float(own.product(direction))
            return (own - parallel).adding(parallel, times: eta)
        }
        var step = step
        let plain = (step.positive - step.negative) / step.scale
        step.positive = step.negative + Tensor.concatenated(items) + plain
        return step
    }
}
