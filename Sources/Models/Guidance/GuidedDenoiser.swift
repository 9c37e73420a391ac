package import Sampling
package import Tensors

/// Asks a model for what a guider's conditionings predict, and combines it: the denoiser of one sampling run.
package struct GuidedDenoiser {
    private let model: DiffusionModel
    private let guider: any Guider
    private let sides: [[ResolvedEntry]]
    private let predictsAll: Bool
    private let compute: Compute

    /// - Parameters:
    ///   - shape: of the latent, [B, C, ...]
    ///   - needsUnconditional: what the sampler says of itself.
    /// - Throws: `ModelError` for conditionings that cannot be.
    package init(
        model: DiffusionModel, guider: any Guider, shape: [Int], needsUnconditional: Bool = false, compute: Compute
    ) throws {
        self.model = model
        self.guider = guider
        self.compute = compute
        predictsAll = needsUnconditional || model.options.alwaysPredictsNegative
        let dimensions = Array(shape.dropFirst(2))
        var sides = try guider.sides.map { side in
            try side.conditioning.entries.map { try ResolvedEntry($0, in: dimensions, model.sampling) }
        }
        ResolvedEntry.matchAreas(&sides)
        ResolvedEntry.shareControls(&sides, of: guider.sides.firstIndex { $0.role == .positive })
        self.sides = sides
    }

    /// x0 of `x` [B, C, ...] at noise level `sigma`. A side without any prompt predicts 0.
    package func callAsFunction(_ x: Tensor, _ sigma: Float) throws -> Denoised {
        let predictions = try predict(x, sigma, model.options) { guider.isNeeded(side: $0, all: predictsAll) }
        return try guider.combine(predictions) { positive, negative, scale in
            GuidanceStep(
                x: x, sigma: sigma, model: model, scale: scale, positive: positive, negative: negative,
                predict: { side, options in try predict(x, sigma, options) { $0 == side }[side] })
        }
    }

    /// x0 by each side; 0 by those that are not wanted.
    private func predict(
        _ x: Tensor, _ sigma: Float, _ options: ModelOptions, wanted: (Int) -> Bool
    ) throws -> [Tensor] {
        let model = model.with(options: options)
        var prompts: [ActivePrompt] = []
        for side in sides.indices where wanted(side) {
            for entry in sides[side] where entry.isActive(at: sigma) {
                prompts.append(
                    try ActivePrompt(entry, side: side, isNegative: guider.sides[side].role == .negative, x, model))
            }
        }
        var sums = sides.map { _ in SideSum(x.shape) }
        var predictions = [Tensor?](repeating: nil, count: prompts.count)
        for first in prompts.indices where predictions[first] == nil {
            let alike = prompts.indices.filter { predictions[$0] == nil && prompts[$0].canJoin(prompts[first]) }
            let batch = PromptBatch(model: model, prompts: alike.map { prompts[$0] }, sigma: sigma, compute: compute)
            for (index, prediction) in zip(alike, try batch.predictions()) { predictions[index] = prediction }
        }
        for (prompt, prediction) in zip(prompts, predictions) {
            sums[prompt.side].add(prediction!, prompt.entry, prompt.area)
        }
        return sums.map { $0.average() }
    }
}
