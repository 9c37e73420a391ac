package import Tensors

extension PatchableWeights {
    /// Patches that make each of these weights `kept` times itself plus `share` times the other model's of that name and
    /// shape; others stay as they are.
    ///
    /// - Parameter amounts: for a weight's name; nil for weights that stay.
    package func merging(
        _ other: PatchableWeights, _ amounts: (_ name: String) throws -> (kept: Double, share: Double)?
    ) throws -> [String: [any WeightPatch]] {
        var patches: [String: [any WeightPatch]] = [:]
        for name in names {
            guard let shape = shape(name), other.shape(name) == shape, let (kept, share) = try amounts(name) else {
                continue
            }
            var own: [any WeightPatch] = kept == 1 ? [] : [ScalePatch(Float(kept))]
            if share != 0 { own.append(DifferencePatch(try other.weight(name), strength: Float(share))) }
            if !own.isEmpty { patches[name] = own }
        }
        return patches
    }
}
