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
    ///   - situation: what models want to know of the run; nil: the latent is all there is.
    ///   - needsUnconditional: what the sampler says of itself.
    ///   - run: what else is known of the run; nil for a run of no known length.
    /// - Throws: `ModelError` for conditionings that cannot be.
    package init(
        model: DiffusionModel, guider: any Guider, shape: [Int], situation: SamplingSituation? = nil,
        needsUnconditional: Bool = false, run: SamplingFacts? = nil, compute: Compute
    ) throws {
        let facts = run ?? SamplingFacts(sampling: model.sampling)
        var options = model.options
        options.random = facts.random
        // with a single step nobody would ask again
        options.promptKeys = facts.sigmas.count > 2 ? PromptKeys() : nil
        for prepare in model.options.preparations { try prepare(&options, facts) }
        self.model = model.with(options: options)
        self.guider = guider
        self.compute = compute
        predictsAll = needsUnconditional || options.alwaysPredictsNegative
        let dimensions = Array(shape.dropFirst(2))
        var sides = try guider.sides.map { side in
            try side.conditioning.entries.map { try ResolvedEntry($0, in: dimensions, model.sampling) }
        }
        if let extras = model.extras {
            let situation = situation ?? SamplingSituation(latent: Tensor(zeros: shape))
            for side in sides.indices {
                for index in sides[side].indices {
                    sides[side][index].extras = try extras(sides[side][index].entry, situation, model, compute)
                }
            }
        }
        ResolvedEntry.matchAreas(&sides)
        ResolvedEntry.shareControls(&sides, of: guider.sides.firstIndex { $0.role == .positive })
        ResolvedEntry.number(&sides)
        ResolvedEntry.startHooks(&sides, facts)
        self.sides = sides
    }

    /// x0 of `x` [B, C, ...] at noise level `sigma`. A side without any prompt predicts 0.
    package func callAsFunction(_ x: Tensor, _ sigma: Float) throws -> Denoised {
        let bare: (Tensor, Float) throws -> Denoised = { x, sigma in try guided(x, sigma) }
        let wrapped = model.options.predictionWrappers.reduce(bare) { call, wrapper in
            { x, sigma in try wrapper(x, sigma, call) }
        }
        return try wrapped(x, sigma)
    }

    private func guided(_ x: Tensor, _ sigma: Float) throws -> Denoised {
        func isWanted(_ side: Int) -> Bool { guider.isNeeded(side: side, all: predictsAll) }
        let predictions = try predict(x, sigma, model.options, wanted: isWanted)
        return try guider.combine(predictions) { positive, negative, scale in
            GuidanceStep(
                x: x, sigma: sigma, model: model, scale: scale, positiveSide: positive, negativeSide: negative,
                positive: predictions[positive],
                negative: negative.map { predictions[$0] } ?? Tensor(zeros: predictions[positive].shape),
                hasNegative: negative.map(isWanted) ?? false, ask: { try ask($0, $1, sigma, $2) })
        }
    }

    private func ask(
        _ subject: GuidanceStep.Subject, _ x: Tensor, _ sigma: Float, _ options: ModelOptions
    ) throws -> Tensor {
        switch subject {
        case .side(let side): return try predict(x, sigma, options, wanted: { $0 == side })[side]
        case .conditioning(let conditioning):
            let dimensions = Array(x.shape.dropFirst(2))
            var own = [try conditioning.entries.map { try ResolvedEntry($0, in: dimensions, model.sampling) }]
            ResolvedEntry.number(&own, from: sides.reduce(0) { $0 + $1.count })
            return try predict(x, sigma, options, own, roles: [.negative], wanted: { _ in true })[0]
        }
    }

    /// x0 by each side; 0 by those that are not wanted.
    private func predict(
        _ x: Tensor, _ sigma: Float, _ options: ModelOptions, wanted: @escaping (Int) -> Bool
    ) throws -> [Tensor] {
        try predict(x, sigma, options, sides, roles: guider.sides.map(\.role), wanted: wanted)
    }

    private func predict(
        _ x: Tensor, _ sigma: Float, _ options: ModelOptions, _ sides: [[ResolvedEntry]],
        roles: [GuidanceSide.Role], wanted: @escaping (Int) -> Bool
    ) throws -> [Tensor] {
        let (model, whole) = (model.with(options: options), x.shape)
        let all = LatentWindow(axis: 0, places: Array(0..<whole[0]))
        let bare: ModelOptions.SideCall = { x, window in
            try SideBatch(
                model: model, sides: sides, roles: roles, sigma: sigma, window: window ?? all, whole: whole,
                compute: compute
            ).predictions(x, wanted: wanted)
        }
        let wrapped = options.sideWrappers.reduce(bare) { call, wrapper in
            { x, given in try wrapper(x, sigma) { x, own in try call(x, own ?? given) } }
        }
        return try wrapped(x, all)
    }
}
