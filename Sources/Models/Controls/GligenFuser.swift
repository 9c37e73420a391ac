internal import Glibc
internal import Tensors

/// What GLIGEN puts between the attentions of a transformer: attention to itself and the objects, and a feed-forward
/// layer, both behind a gate (Li et al. 2023; gligen/GLIGEN, ldm/modules/attention.py, `GatedSelfAttentionDense`).
struct GligenFuser: Sendable {
    private let input: LinearWeight
    private let attention: Attention
    private let norms: [NormWeight]
    private let feedForward: (gate: LinearWeight, output: LinearWeight)
    /// The gates' openings.
    private let openings: [Float]

    /// Stable Diffusion 1's.
    private static let heads = 8

    var byteCount: Int {
        input.byteCount + attention.byteCount + norms.reduce(0) { $0 + $1.byteCount } + feedForward.gate.byteCount
            + feedForward.output.byteCount
    }

    /// - Parameter reader: at `....fuser.`
    init(_ reader: WeightReader, objectWidth: Int) throws {
        input = try reader.linear("linear", inputs: objectWidth)
        let width = input.outputs
        guard width % Self.heads == 0 else {
            throw reader.badShape("linear.weight", "has a width of \(width), which cannot be cut into heads")
        }
        func projection(_ name: String) throws -> LinearWeight {
            try reader.linear("attn.\(name)", inputs: width, outputs: width, bias: false)
        }
        attention = Attention(
            heads: Self.heads, query: try projection("to_q"), key: try projection("to_k"),
            value: try projection("to_v"), output: try reader.linear("attn.to_out.0", inputs: width, outputs: width))
        norms = [try reader.norm("norm1", width), try reader.norm("norm2", width)]
        let output = try reader.linear("ff.net.2", outputs: width)
        feedForward = (
            try reader.linear("ff.net.0.proj", inputs: width, outputs: 2 * output.inputs), output
        )
        openings = try ["alpha_attn", "alpha_dense"].map { name in
            let value = try reader.stored(name, []).expanded([1]).floats[0]
            return tanh(value)
        }
    }

    /// x: [B, T, C], objects: [1, N, objectWidth] -> [B, T, C]
    func callAsFunction(_ input: Tensor, objects: Tensor, _ compute: Compute) throws -> Tensor {
        let (batch, count, width) = (input.shape[0], input.shape[1], input.shape[2])
        guard width == self.input.outputs else {
            throw ModelError(
                .badInput, "a GLIGEN of width \(self.input.outputs) in a network of width \(width) does not fit")
        }
        let own = try compute.linear(objects, self.input)
        let all = own.shape[1] + count
        let joined = Tensor.concatenated(
            (0..<batch).flatMap { item in
                [input.slice(item..<item + 1).reshaped([count, width]), own.reshaped([own.shape[1], width])]
            }
        ).reshaped([batch, all, width])
        let normed = try compute.layerNorm(joined, norms[0])
        let attended = try attention(normed, context: normed, residual: Tensor(zeros: normed.shape), compute)
        let visual = Tensor.concatenated(
            (0..<batch).map { attended.slice($0..<$0 + 1).reshaped([all, width]).slice(0..<count) }
        ).reshaped(input.shape)
        let x = input.adding(visual, times: openings[0])
        let gated = try compute.gatedLinear(compute.layerNorm(x, norms[1]), feedForward.gate)
        return x.adding(try compute.linear(gated, feedForward.output), times: openings[1])
    }
}
