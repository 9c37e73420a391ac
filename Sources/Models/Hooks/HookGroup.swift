package import Tensors

/// Hooks that count together, each with its keyframes.
package final class HookGroup: ModelHooks {
    package typealias Member = (hook: WeightHook, keyframes: [HookKeyframe])

    package let members: [Member]

    package init(_ members: [Member] = []) { self.members = members }

    /// These and those of another group that are not among them.
    package func combined(with other: HookGroup) -> HookGroup {
        HookGroup(
            members
                + other.members.filter { member in !members.contains { $0.hook === member.hook } })
    }

    /// The same hooks with other keyframes.
    package func with(keyframes: [HookKeyframe]) -> HookGroup { HookGroup(members.map { ($0.hook, keyframes) }) }

    package func started(_ run: SamplingFacts) -> any ModelHooks { RunningHooks(self, run) }

    package func model(_ model: DiffusionModel, sigma: Float, _ compute: Compute) throws -> DiffusionModel {
        try RunningHooks(self, SamplingFacts(sampling: model.sampling)).model(model, sigma: sigma, compute)
    }

    /// A network's patches, one hook after the other.
    ///
    /// - Parameter strengths: of each hook.
    func patches(of model: DiffusionModel, _ strengths: [Double]) throws -> [String: [any WeightPatch]] {
        try zip(members, strengths).reduce(into: [:]) { patches, member in
            patches.merge(try member.0.hook.patches(of: model, times: member.1)) { $0 + $1 }
        }
    }

    /// A text encoder with the hooks' patches.
    ///
    /// - Parameter strengths: of each hook; nil is 1 for all.
    package func encoder(
        _ encoder: any TextEncoder, _ strengths: [Double]?, _ compute: Compute
    ) throws -> any TextEncoder {
        guard let weights = encoder.weights else { return encoder }
        let strengths = strengths ?? members.map { _ in 1 }
        let patches = try zip(members, strengths).reduce(into: [String: [any WeightPatch]]()) { patches, member in
            patches.merge(try member.0.hook.patches(of: weights, times: member.1)) { $0 + $1 }
        }
        return try encoder.patched(by: patches, compute)
    }
}
