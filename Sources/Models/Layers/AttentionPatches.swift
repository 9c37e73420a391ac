package import Tensors

/// Functions that act at one kind of attention of a network.
package struct AttentionPatches: Sendable {
    /// What queries, keys and values are made of. x: [B, T, C]; keys and values: [B, S, D]
    package struct Inputs: Sendable {
        package var x: Tensor
        package var keys: Tensor
        package var values: Tensor
    }

    /// q: [B, T, C], k and v: [B, S, C], all heads side by side
    package typealias Replacement =
        @Sendable (_ q: Tensor, _ k: Tensor, _ v: Tensor, _ heads: Int, _ call: NetworkPatches.Call) throws -> Tensor

    /// - Parameter attend: projects and attends. Returns [B, T, C], T and B those of x
    package typealias Wrapper =
        @Sendable (
            _ inputs: Inputs, _ call: NetworkPatches.Call, _ attend: (Inputs) throws -> Tensor
        ) throws -> Tensor

    /// Before the projections.
    package var inputs: [@Sendable (Inputs, NetworkPatches.Call) throws -> Inputs] = []
    /// Around projections and attention, the last one outermost.
    package var around: [Wrapper] = []
    /// In the place of the attention itself, at some places.
    package var replacements: [NetworkPatches.Place: Replacement] = [:]
    /// After the last projection, before the sum with x.
    package var output: [NetworkPatches.TokenPatch] = []

    package init() {}

    /// A transformer's own counts before that of its whole block.
    func replacement(at place: NetworkPatches.Place) -> Replacement? {
        replacements[place] ?? replacements[.init(place.part, place.block)]
    }

    package var isEmpty: Bool { inputs.isEmpty && around.isEmpty && replacements.isEmpty && output.isEmpty }
}
