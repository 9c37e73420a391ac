/// Scale and shift of a normalisation, as f32.
package struct NormWeight: Sendable {
    /// [C]
    package let weight: Tensor?
    /// [C]
    package let bias: Tensor?

    package var byteCount: Int { (weight?.byteCount ?? 0) + (bias?.byteCount ?? 0) }

    /// - Parameters: [C] each.
    package init(weight: StoredWeight, bias: StoredWeight) throws(OutOfMemoryError) {
        precondition(weight.tensor.count == bias.tensor.count)
        self.weight = try weight.expanded([weight.tensor.count])
        self.bias = try bias.expanded([bias.tensor.count])
    }

    /// - Parameters: [C] each, of any dtype; nil counts as 1 and 0.
    package init(weight: Tensor?, bias: Tensor?) throws(OutOfMemoryError) {
        precondition(weight == nil || bias == nil || weight!.count == bias!.count)
        self.weight = try weight.map { (t) throws(OutOfMemoryError) in try StoredWeight(t).expanded([t.count]) }
        self.bias = try bias.map { (t) throws(OutOfMemoryError) in try StoredWeight(t).expanded([t.count]) }
    }
}
