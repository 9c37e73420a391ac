internal import Tensors

/// Self-attention of one head over the places of each frame.
struct WanAttention: Sendable {
    private let norm: WanNorm
    private let qkv: LinearWeight
    private let output: LinearWeight

    init(_ reader: WeightReader, channels: Int) throws {
        norm = try WanNorm(reader.at("norm"), channels, axes: 2)
        qkv = try reader.linear("to_qkv", inputs: channels, outputs: 3 * channels)
        output = try reader.linear("proj", inputs: channels, outputs: channels)
    }

    /// x: [T, H, W, C]
    func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        let (frames, places, channels) = (x.shape[0], x.shape[1] * x.shape[2], x.shape[3])
        let tokens = x.reshaped([frames, places, channels])
        let parts = try compute.split(
            compute.linear(norm(tokens, compute), qkv), [channels, channels, channels])
        let attended = try compute.attention(q: parts[0], k: parts[1], v: parts[2], heads: 1)
        return try compute.linear(attended, output, residual: tokens).reshaped(x.shape)
    }

    var byteCount: Int { norm.byteCount + qkv.byteCount + output.byteCount }
}
