internal import Tensors

/// The vector of SDXL's networks: the pooled prompt, then waves of each of some numbers.
enum SizeVector {
    /// Floats for each number.
    private static let waves = 256

    /// [N, P + 256 * numbers.count] for a pooled prompt [N, P].
    static func of(_ entry: Conditioning.Entry, _ numbers: [Double]) throws(ModelError) -> Tensor {
        guard let pooled = entry.pooled, pooled.rank == 2, pooled.count > 0 else {
            throw ModelError(.badInput, "the conditioning has no pooled output, which this model wants to be told")
        }
        let (items, width) = (pooled.shape[0], pooled.shape[1])
        let sizes = Tensor.sinusoids(of: numbers.map(Float.init), channels: waves).reshaped([numbers.count * waves])
        let rows = (0..<items).map { [pooled.slice($0..<$0 + 1).reshaped([width]), sizes] }
        return Tensor.concatenated(Array(rows.joined())).reshaped([items, width + numbers.count * waves])
    }
}
