internal import Tensors

/// A block of one stream, whose attention and feed-forward part lie side by side (Dehghani et al., 2023,
/// arXiv 2302.05442).
struct FluxSingleBlock: Sendable {
    private let heads: FluxDoubleBlock.Heads
    private let width: Int
    private let modulator: FluxModulator?
    /// Queries, keys, values, and what the feed-forward part has before its activation.
    private let input: LinearWeight
    private let output: LinearWeight
    private let queryNorm: RMSNorm
    private let keyNorm: RMSNorm
    private enum Activation { case plain, firstHalf, secondHalf }
    private let activation: Activation

    init(
        _ reader: WeightReader, width: Int, _ heads: FluxDoubleBlock.Heads, modulated: Bool, gatesBySecondHalf: Bool
    ) throws {
        (self.heads, self.width) = (heads, width)
        modulator = modulated ? try FluxModulator(reader.at("modulation"), width: width, count: 1) : nil
        let bias = reader.has("linear1.bias")
        input = try reader.linear("linear1", inputs: width, bias: bias)
        output = try reader.linear("linear2", outputs: width, bias: bias)
        queryNorm = try RMSNorm(reader.at("norm.query_norm"), heads.width, name: "scale", eps: 1e-6)
        keyNorm = try RMSNorm(reader.at("norm.key_norm"), heads.width, name: "scale", eps: 1e-6)
        let (inner, outer) = (input.outputs - 3 * width, output.inputs - width)
        guard outer > 0, inner == outer || inner == 2 * outer else {
            throw reader.badShape("linear2.weight", "does not fit what linear1 gives")
        }
        activation = inner == outer ? .plain : gatesBySecondHalf ? .secondHalf : .firstHalf
    }

    /// The block's own modulation of a picture's activated vector [B, width]; nil where it is given.
    func modulation(_ vector: Tensor, _ compute: Compute) throws -> FluxModulation? {
        try modulator?(vector, compute)[0]
    }

    /// x: [B, T, width], turns: [1, T, pairs, 2]
    func callAsFunction(
        _ x: Tensor, _ modulation: FluxModulation, turns: Tensor, bias: Tensor?, _ compute: Compute
    ) throws -> Tensor {
        let h = try compute.linear(modulation.normed(x, compute), input)
        let attended = try AttentionRows.attention(
            [AttentionRows(of: h, queries: width, norms: (queryNorm, keyNorm))], turns: turns,
            AttentionOptions(heads: heads.count, bias: bias), compute)
        return try compute.linear(fed(h, beside: attended, compute), output, gate: modulation.gate, residual: x)
    }

    /// What the feed-forward part has behind its activation, behind what was attended to.
    private func fed(_ h: Tensor, beside attended: Tensor, _ compute: Compute) throws -> Tensor {
        switch activation {
        case .plain: return try compute.channels(h, 3 * width..<input.outputs, .tanhGelu, beside: attended)
        case .firstHalf: return try compute.gatedHalves(h, .silu, from: 3 * width, beside: attended)
        case .secondHalf:
            let middle = (3 * width + input.outputs) / 2
            let fed = try compute.product(
                compute.channels(h, middle..<input.outputs), compute.channels(h, 3 * width..<middle), activation: .silu)
            return try compute.concatChannels(attended, fed)
        }
    }

    var byteCount: Int {
        (modulator?.byteCount ?? 0) + input.byteCount + output.byteCount + queryNorm.byteCount + keyNorm.byteCount
    }

    /// Floats that it keeps for a token, about.
    var floatsPerToken: Int { 2 * input.outputs + 3 * width }
}
