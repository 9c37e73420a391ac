internal import Tensors

/// Attention of the picture to itself, to the text, and a feed-forward layer, modulated by one table and the time
/// (PixArt-alpha/PixArt-alpha, PixArtMS.py).
struct PixArtBlock: Sendable {
    private let heads: Int
    /// (shift, scale, gate) twice, beside the time's. [6, width]
    private let table: Tensor
    private let qkv: LinearWeight
    private let output: LinearWeight
    private let cross: (query: LinearWeight, keys: LinearWeight, output: LinearWeight)
    private let feedForward: FeedForward

    /// - Parameter reader: at the tensors `scale_shift_table`, `attn...`, `cross_attn...`, `mlp...`
    init(_ reader: WeightReader, width: Int, heads: Int) throws {
        self.heads = heads
        table = try reader.tensor("scale_shift_table", [6, width])
        qkv = try reader.linear("attn.qkv", inputs: width, outputs: 3 * width)
        output = try reader.linear("attn.proj", inputs: width, outputs: width)
        cross = (
            try reader.linear("cross_attn.q_linear", inputs: width, outputs: width),
            try reader.linear("cross_attn.kv_linear", inputs: width, outputs: 2 * width),
            try reader.linear("cross_attn.proj", inputs: width, outputs: width)
        )
        feedForward = try FeedForward(
            reader, ("mlp.fc1", "mlp.fc2"), inputs: width, outputs: width, activation: .tanhGelu)
    }

    /// x: [B, T, width], text: [B, S, width], time: [B, 6 * width]
    func callAsFunction(_ x: Tensor, text: Tensor, time: Tensor, _ compute: Compute) throws -> Tensor {
        let width = x.shape[2]
        let own = table.reshaped([1, 6 * width])
        let sums = try compute.add(time, Tensor.concatenated(Array(repeating: own, count: time.shape[0])))
        let parts = try compute.split(sums, Array(repeating: width, count: 6))
        func normed(_ x: Tensor, _ first: Int) throws -> Tensor {
            try compute.modulatedNorm(x, scale: parts[first + 1] + 1, shift: parts[first], eps: 1e-6)
        }
        let split = try compute.split(compute.linear(normed(x, 0), qkv), [width, width, width])
        let attended = try compute.attention(q: split[0], k: split[1], v: split[2], heads: heads)
        var x = try compute.gatedSum(compute.linear(attended, output), gate: parts[2], residual: x)
        let keys = try compute.split(compute.linear(text, cross.keys), [width, width])
        let read = try compute.attention(q: compute.linear(x, cross.query), k: keys[0], v: keys[1], heads: heads)
        x = try compute.linear(read, cross.output, residual: x)
        return try compute.gatedSum(feedForward(normed(x, 3), compute), gate: parts[5], residual: x)
    }

    var byteCount: Int {
        table.byteCount + qkv.byteCount + output.byteCount + cross.query.byteCount + cross.keys.byteCount
            + cross.output.byteCount + feedForward.byteCount
    }
}
