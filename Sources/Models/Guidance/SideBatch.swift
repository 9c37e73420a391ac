internal import Sampling
internal import Tensors

/// Asks a model for all sides of a guider at one noise level.
struct SideBatch {
    let model: DiffusionModel
    let sides: [[ResolvedEntry]]
    let roles: [GuidanceSide.Role]
    let sigma: Float
    /// Those of the latent's batch that x has, and how many there are in all.
    let items: [Int]
    let count: Int
    let compute: Compute

    /// x0 of x [B, C, ...] by each side; 0 by those that are not wanted.
    func predictions(_ x: Tensor, wanted: (Int) -> Bool) throws -> [Tensor] {
        var prompts: [ActivePrompt] = []
        for side in sides.indices where wanted(side) {
            let active = sides[side].filter { $0.isActive(at: sigma) }.map(part)
            func add(_ entry: ResolvedEntry) throws {
                prompts.append(
                    try ActivePrompt(entry, side: side, isNegative: roles[side] == .negative, x, model))
            }
            let others = active.filter { $0.entry.isDefault != true }
            for entry in others { try add(entry) }
            guard others.count < active.count, let rest = try SideSum(x.shape).rest(beside: others) else { continue }
            for var entry in active where entry.entry.isDefault == true {
                entry.mask = rest
                entry.entry.strength = 1
                entry.entry.maskStrength = 1
                try add(entry)
            }
        }
        var sums = sides.map { _ in SideSum(x.shape) }
        var predictions = [Tensor?](repeating: nil, count: prompts.count)
        for first in prompts.indices where predictions[first] == nil {
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

    /// A prompt with the masks of the items that x has, if it has one for each item of the latent's batch.
    private func part(_ entry: ResolvedEntry) -> ResolvedEntry {
        guard items.count < count, let mask = entry.mask, mask.shape[0] == count else { return entry }
        var entry = entry
        entry.mask = mask.items(items)
        return entry
    }
}
