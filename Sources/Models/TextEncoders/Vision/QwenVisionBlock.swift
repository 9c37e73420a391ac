internal import Tensors

/// A block of Qwen2.5-VL's vision tower (transformers, models/qwen2_5_vl: `Qwen2_5_VLVisionBlock`).
struct QwenVisionBlock: Sendable {
    static let eps: Float = 1e-6

    private let heads: Int
    private let norms: (attention: RMSNorm, feedForward: RMSNorm)
    private let qkv: LinearWeight
    private let output: LinearWeight
    private let feedForward: GatedFeedForward

    init(_ reader: WeightReader, width: Int, heads: Int) throws {
        self.heads = heads
        norms = (
            try RMSNorm(reader.at("norm1"), width, eps: Self.eps),
            try RMSNorm(reader.at("norm2"), width, eps: Self.eps)
        )
        qkv = try reader.linear("attn.qkv", inputs: width, outputs: 3 * width)
        output = try reader.linear("attn.proj", inputs: width, outputs: width)
        feedForward = try GatedFeedForward(
            reader.at("mlp"), ("gate_proj", "up_proj", "down_proj"), width: width, activation: .silu, bias: true)
    }

    /// - Parameters:
    ///   - x: [1, T, width]
    ///   - turns: [1, T, pairs, 2]
    ///   - groups: stretches of tokens that see each other, of which those of one length lie one behind the other
    func callAsFunction(
        _ x: Tensor, turns: Tensor, groups: [(count: Int, length: Int)], _ compute: Compute
    ) throws -> Tensor {
        let width = x.shape[2]
        let rows = AttentionRows(
            of: try compute.linear(norms.attention(x, compute), qkv), queries: width, norms: nil)
        let q = try compute.heads([rows.queries], turns: turns, count: heads, .halves)
        let k = try compute.heads([rows.keys], turns: turns, count: heads, .halves)
        let v = try compute.heads([rows.values], count: heads)
        var start = 0
        let attended = try groups.map { count, length in
            let range = start..<start + count * length
            start = range.upperBound
            func cut(_ x: Tensor) throws -> Tensor { try x.tokens(range).reshaped([count, length, width]) }
            return try compute.attention(q: cut(q), k: cut(k), v: cut(v), heads: heads)
                .reshaped([1, count * length, width])
        }
        let h = try compute.linear(Tensor.joiningTokens(attended), output, residual: x)
        return try feedForward(norms.feedForward(h, compute), residual: h, compute)
    }

    var byteCount: Int {
        norms.attention.byteCount + norms.feedForward.byteCount + qkv.byteCount + output.byteCount
            + feedForward.byteCount
    }
}
