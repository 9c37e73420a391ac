internal import Tensors

/// Self-attention and a feed-forward layer, normed before each and without biases (Raffel et al. 2019, arXiv 1910.10683;
/// the gate of version 1.1: N. Shazeer, arXiv 2002.05202).
struct T5Layer: Sendable {
    private let norms: [RMSNorm]
    private let attention: Attention
    private let feedForward: any T5FeedForward

    /// - Parameter reader: at the tensors `layer.0...`, `layer.1...`
    init(_ reader: WeightReader, width: Int, heads: Int) throws {
        norms = try (0..<2).map { try RMSNorm(reader.at("layer.\($0).layer_norm"), width, eps: 1e-6) }
        let at = reader.at("layer.0.SelfAttention")
        let query = try at.linear("q", inputs: width, bias: false)
        guard query.outputs % heads == 0 else {
            throw at.badShape("q.weight", "has \(query.outputs) rows, which \(heads) heads do not share evenly")
        }
        attention = Attention(
            heads: heads, query: query, key: try at.linear("k", inputs: width, outputs: query.outputs, bias: false),
            value: try at.linear("v", inputs: width, outputs: query.outputs, bias: false),
            output: try at.linear("o", inputs: query.outputs, outputs: width, bias: false))
        let second = reader.at("layer.1.DenseReluDense")
        if second.has("wi_1.weight") {
            feedForward = try GatedFeedForward(second, ("wi_0", "wi_1", "wo"), width: width, activation: .tanhGelu)
        } else {
            feedForward = try FeedForward(
                second, ("wi", "wo"), inputs: width, outputs: width, activation: .relu, bias: false)
        }
    }

    /// x: [1, T, C], distances: [heads, 2T - 1] and hiding: [1, 1, 1, T], added to scores that are not scaled
    func callAsFunction(_ x: Tensor, distances: Tensor, hiding: Tensor?, _ compute: Compute) throws -> Tensor {
        let normed = try norms[0](x, compute)
        let attended = try compute.attention(
            q: compute.linear(normed, attention.query), k: compute.linear(normed, attention.key),
            v: compute.linear(normed, attention.value),
            AttentionOptions(heads: attention.heads, scale: 1, bias: hiding, distances: distances))
        let x = try compute.linear(attended, attention.output, residual: x)
        return try feedForward(norms[1](x, compute), residual: x, compute)
    }

    var byteCount: Int {
        norms.reduce(attention.byteCount + feedForward.byteCount) { $0 + $1.byteCount }
    }
}

/// A feed-forward layer, gated or not.
private protocol T5FeedForward: Sendable {
    func callAsFunction(_ x: Tensor, residual: Tensor?, _ compute: Compute) throws -> Tensor
    var byteCount: Int { get }
}

extension GatedFeedForward: T5FeedForward {}

extension FeedForward: T5FeedForward {
    func callAsFunction(_ x: Tensor, residual: Tensor?, _ compute: Compute) throws -> Tensor {
        try compute.linear(compute.linear(x, first, activation: activation), second, residual: residual)
    }
}
