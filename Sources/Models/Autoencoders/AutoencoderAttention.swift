internal import Tensors

/// Self-attention of one head over all pixels.
struct AutoencoderAttention: Sendable {
    private let norm: GroupNorm
    private let attention: Attention

    init(_ reader: WeightReader, channels: Int) throws {
        norm = try GroupNorm(reader.at("norm"), channels, eps: 1e-6)
        attention = Attention(
            heads: 1,
            query: try reader.linear("q", inputs: channels, outputs: channels),
            key: try reader.linear("k", inputs: channels, outputs: channels),
            value: try reader.linear("v", inputs: channels, outputs: channels),
            output: try reader.linear("proj_out", inputs: channels, outputs: channels))
    }

    func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        let tokens = [x.shape[0], x.shape[1] * x.shape[2], x.shape[3]]
        let normed = try norm(x, compute).reshaped(tokens)
        return try attention(normed, context: normed, residual: x.reshaped(tokens), compute).reshaped(x.shape)
    }

    var byteCount: Int { norm.byteCount + attention.byteCount }
}
