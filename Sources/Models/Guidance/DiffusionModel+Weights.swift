package import Tensors

extension DiffusionModel {
    /// The names that LoRA files may have for the network's weights.
    package var loraMap: LoraMap { weights.map { loraNames.map($0) } ?? LoraMap() }

    /// The model with further patches of its weights, by ComfyUI's names (`diffusion_model....`): the network is built again
    /// and shares all that they do not touch.
    ///
    /// - Parameter compute: what a cancellation is looked for in.
    package func patched(by patches: [String: [any WeightPatch]], _ compute: Compute) throws -> DiffusionModel {
        guard let weights else { return self }
        return try patched(byHooks: patches.filter { weights.isPatchedAtLoad($0.key) }, compute)
    }

    /// The same with the patches of hooks.
    func patched(byHooks patches: [String: [any WeightPatch]], _ compute: Compute) throws -> DiffusionModel {
        guard let weights, !patches.isEmpty else { return self }
        return try with(weights: weights.adding(patches), compute)
    }

    /// The network built again from other weights.
    private func with(
        weights: PatchableWeights<any DenoisingNetwork>, _ compute: Compute
    ) throws -> DiffusionModel {
        var copy = self
        copy.network = try weights.built(compute)
        copy.weights = weights
        return copy
    }
}
