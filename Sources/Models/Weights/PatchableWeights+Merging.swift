internal import System
package import Tensors

extension PatchableWeights {
    /// Patches that make each of these weights `kept` times itself plus `share` times the other model's of that name. One
    /// that has another shape there is `kept` times itself alone, as in the reference; those that are not there stay.
    ///
    /// - Parameter amounts: for a weight's name; nil for weights that stay.
    package func merging(
        _ other: PatchableWeights, _ amounts: (_ name: String) throws -> (kept: Double, share: Double)?
    ) throws -> [String: [any WeightPatch]] {
        var patches: [String: [any WeightPatch]] = [:]
        var unlike: [String] = []
        for name in names {
            guard let shape = shape(name), let otherShape = other.shape(name), let (kept, share) = try amounts(name)
            else { continue }
            var own: [any WeightPatch] = kept == 1 ? [] : [ScalePatch(Float(kept))]
            if share != 0 {
                if otherShape == shape {
                    own.append(DifferencePatch(try other.weight(name), strength: Float(share)))
                } else {
                    unlike.append(name)
                }
            }
            if !own.isEmpty { patches[name] = own }
        }
        if let first = unlike.first {
            Warnings.tell(
                "\(unlike.count) weights have another shape in the second model and get nothing of it: \(first)")
        }
        return patches
    }
}
