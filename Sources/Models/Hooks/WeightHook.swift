internal import Tensors

/// A change of a model's weights that counts for some prompts only, maybe for part of sampling: a LoRA, or what another
/// model has in the weights' place. Its identity tells it from others.
package final class WeightHook: Sendable {
    package enum Source: Sendable {
        case lora(LoraFile)
        case model(
            network: PatchableWeights<any DenoisingNetwork>?, text: PatchableWeights<any TextEncoder>?)
    }

    private let source: Source
    private let strength: (model: Double, text: Double)

    package init(_ source: Source, modelStrength: Double, textStrength: Double) {
        (self.source, strength) = (source, (modelStrength, textStrength))
    }

    /// Patches of a network's weights.
    func patches(of model: DiffusionModel, times factor: Double) throws -> [String: [any WeightPatch]] {
        guard let weights = model.weights else { return [:] }
        switch source {
        case .lora(let lora):
            return try lora.patches(
                model.loraMap, strength: strength.model * factor, shape: { weights.shape($0) }
            ).patches
        case .model(let other, _): return try Self.patches(weights, toward: other, strength.model * factor)
        }
    }

    /// Patches of a text encoder's weights.
    func patches(
        of weights: PatchableWeights<any TextEncoder>, times factor: Double
    ) throws -> [String: [any WeightPatch]] {
        switch source {
        case .lora(let lora):
            return try lora.patches(
                LoraMap(textWeights: weights.names), strength: strength.text * factor, shape: { weights.shape($0) }
            ).patches
        case .model(_, let other): return try Self.patches(weights, toward: other, strength.text * factor)
        }
    }

    /// From each weight as its file has it to the other model's.
    private static func patches<Product>(
        _ weights: PatchableWeights<Product>, toward other: PatchableWeights<Product>?, _ strength: Double
    ) throws -> [String: [any WeightPatch]] {
        guard let other, strength != 0 else { return [:] }
        var patches: [String: [any WeightPatch]] = [:]
        for name in weights.names where other.shape(name) == weights.shape(name) && weights.shape(name) != nil {
            patches[name] = [
                DifferencePatch(try other.weight(name), strength: Float(strength)),
                DifferencePatch(try weights.original(name), strength: Float(-strength)),
            ]
        }
        return patches
    }
}
