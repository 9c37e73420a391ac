/// How attention is done.
package struct AttentionOptions: Sendable {
    /// Of the queries.
    package let heads: Int
    /// Of keys and values: each is shared by `heads / keyHeads` neighbouring heads of queries (Ainslie et al., 2023).
    package let keyHeads: Int
    /// A query sees keys up to its own place; there are as many of both.
    package let causal: Bool
    /// What scores are multiplied by; nil is 1 / sqrt(D).
    package let scale: Double?
    /// Added to the scores behind the scale. [1 or B, 1 or heads, 1 or T, S]; what is below -1e30 counts as that, so
    /// that a query without any key sees all alike.
    package let bias: Tensor?
    /// Added as well, for each head and distance of a key from a query, -T + 1 to S - 1. [heads, T + S - 1]
    package let distances: Tensor?

    package init(
        heads: Int, keyHeads: Int? = nil, causal: Bool = false, scale: Double? = nil, bias: Tensor? = nil,
        distances: Tensor? = nil
    ) {
        self.heads = heads
        self.keyHeads = keyHeads ?? heads
        self.causal = causal
        self.scale = scale
        self.bias = bias
        self.distances = distances
    }
}
