internal import Tensors

/// Self-attention and a feed-forward layer, normed before each.
struct CLIPTextLayer: Sendable {
    private let norms: [NormWeight]
    private let attention: Attention
    private let feedForward: (LinearWeight, LinearWeight)
    private let activation: Activation

    init(_ reader: WeightReader, width: Int, heads: Int, activation: Activation) throws {
        self.activation = activation
        norms = [try reader.norm("layer_norm1", width), try reader.norm("layer_norm2", width)]
        let at = reader.at("self_attn")
        attention = Attention(
            heads: heads,
            query: try at.linear("q_proj", inputs: width, outputs: width),
            key: try at.linear("k_proj", inputs: width, outputs: width),
            value: try at.linear("v_proj", inputs: width, outputs: width),
            output: try at.linear("out_proj", inputs: width, outputs: width))
        let first = try reader.linear("mlp.fc1", inputs: width)
        feedForward = (first, try reader.linear("mlp.fc2", inputs: first.outputs, outputs: width))
    }

    /// x: [B, T, C]
    func callAsFunction(_ x: Tensor, causal: Bool = true, _ compute: Compute) throws -> Tensor {
        let normed = try compute.layerNorm(x, norms[0], eps: 1e-5)
        let attended = try attention(normed, context: normed, residual: x, causal: causal, compute)
        let hidden = try compute.linear(
            compute.layerNorm(attended, norms[1], eps: 1e-5), feedForward.0, activation: activation)
        return try compute.linear(hidden, feedForward.1, residual: attended)
    }

    var byteCount: Int {
        norms[0].byteCount + norms[1].byteCount + attention.byteCount + feedForward.0.byteCount
            + feedForward.1.byteCount
    }
}
