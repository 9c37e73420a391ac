internal import Sampling
internal import Tensors

/// Asks a model for all sides of a guider at one noise level.
struct SideBatch {
    let model: DiffusionModel
    let sides: [[ResolvedEntry]]
    let roles: [GuidanceSide.Role]
    let sigma: Float
    /// What x has of the latent, whose shape is `whole`.
    let window: LatentWindow
    let whole: [Int]
    let compute: Compute

    /// x0 of x [B, C, ...] by each side; 0 by those that are not wanted.
    func predictions(_ x: Tensor, wanted: (Int) -> Bool) throws -> [Tensor] {
        var prompts: [ActivePrompt] = []
        let items = window.items(of: whole[0])
        func add(_ entry: ResolvedEntry, _ side: Int) throws {
            prompts.append(
                try ActivePrompt(entry, side: side, isNegative: roles[side] == .negative, x, of: whole, model))
        }
        let active: [[ResolvedEntry]] = sides.indices.map { side in
            wanted(side) ? sides[side].filter { $0.isActive(at: sigma) }.map(part) : []
        }
        let others = active.map { $0.filter { $0.entry.isDefault != true } }
        for side in sides.indices { for entry in others[side] { try add(entry, side) } }
        for side in sides.indices where others[side].count < active[side].count {
            guard let rest = try SideSum(x.shape).rest(beside: others[side]) else { continue }
            for var entry in active[side] where entry.entry.isDefault == true {
                entry.mask = rest
                entry.entry.strength = 1
                entry.entry.maskStrength = 1
                try add(entry, side)
            }
        }
        var sums = sides.map { _ in SideSum(x.shape) }
        var predictions = [Tensor?](repeating: nil, count: prompts.count)
        for first in Self.order(of: prompts) where predictions[first] == nil {
            let alike = prompts.indices.filter { predictions[$0] == nil && prompts[$0].canJoin(prompts[first]) }
            let batch = PromptBatch(
                model: model, prompts: alike.map { prompts[$0] }, sigma: sigma, items: items, compute: compute)
            for (index, prediction) in zip(alike, try batch.predictions()) { predictions[index] = prediction }
        }
        for (prompt, prediction) in zip(prompts, predictions) {
            sums[prompt.side].add(prediction!, prompt.entry, prompt.area)
        }
        return try sums.map { try $0.average() }
    }

    /// One set of hooks after the other, as the first of its prompts comes: what listens inside the network keeps what it
    /// heard last.
    private static func order(of prompts: [ActivePrompt]) -> [Int] {
        let firsts = prompts.map { prompt in
            prompts.firstIndex { $0.entry.entry.hooks === prompt.entry.entry.hooks } ?? 0
        }
        return prompts.indices.sorted { (firsts[$0], $0) < (firsts[$1], $1) }
    }

    /// A prompt with the masks and channels of what x has.
    private func part(_ entry: ResolvedEntry) -> ResolvedEntry {
        var entry = entry
        if window.axis == 0 {
            guard window.places.count < whole[0], let mask = entry.mask, mask.shape[0] == whole[0] else { return entry }
            entry.mask = mask.items(window.places)
        } else {
            entry.mask = entry.mask.map { window.part(of: $0, in: whole) }
            let concat = entry.extras?.concat
            entry.extras?.concat = concat.map { window.part(of: $0, in: whole) }
        }
        return entry
    }
}
