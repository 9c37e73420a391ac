/// Scale and shift of a normalisation, as f32.
package struct NormWeight: Sendable {
    /// [C]
    package let weight: Tensor?
    /// [C]
    package let bias: Tensor?

    package var byteCount: Int { (weight?.byteCount ?? 0) + (bias?.byteCount ?? 0) }

    /// - Parameters: [C] each.
    package init(weight: StoredWeight, bias: StoredWeight) throws {
        precondition(weight.count == bias.count)
        self.weight = try weight.expanded([weight.count])
        self.bias = try bias.expanded([bias.count])
    }

    /// - Parameters: [C] each, of any dtype; nil counts as 1 and 0.
    package init(weight: Tensor?, bias: Tensor?) throws {
        precondition(weight == nil || bias == nil || weight!.count == bias!.count)
        self.weight = try weight.map { try StoredWeight($0).expanded([$0.count]) }
        self.bias = try bias.map { try StoredWeight($0).expanded([$0.count]) }
    }
}
