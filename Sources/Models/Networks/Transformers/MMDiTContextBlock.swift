internal import Tensors

/// A block that some networks of Stable Diffusion 3's kind refine their text with, before it meets the picture.
struct MMDiTContextBlock: Sendable {
    private static let heads = 8

    private let qkv: LinearWeight
    private let output: LinearWeight
    private let feedForward: FeedForward

    init(_ reader: WeightReader, width: Int) throws {
        guard width % Self.heads == 0 else {
            throw reader.badShape("attn.qkv.weight", "is \(width) wide, which are no \(Self.heads) heads")
        }
        qkv = try reader.linear("attn.qkv", inputs: width, outputs: 3 * width)
        output = try reader.linear("attn.proj", inputs: width, outputs: width)
        feedForward = try FeedForward(
            reader, ("mlp.fc1", "mlp.fc2"), inputs: width, outputs: width, activation: .tanhGelu)
    }

    /// x: [B, T, width]
    func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        let (width, plain) = (x.shape[2], try NormWeight(weight: Tensor?.none, bias: nil))
        let parts = try compute.split(
            compute.linear(compute.layerNorm(x, plain, eps: 1e-6), qkv), [width, width, width])
        let attended = try compute.attention(q: parts[0], k: parts[1], v: parts[2], heads: Self.heads)
        let h = try compute.linear(attended, output, residual: x)
        return try compute.add(h, feedForward(compute.layerNorm(h, plain, eps: 1e-6), compute))
    }

    var byteCount: Int { qkv.byteCount + output.byteCount + feedForward.byteCount }
}
