internal import Tensors

/// What one of the two streams has in a block of Stable Diffusion 3 (Esser et al., 2024; Stability-AI/sd3.5,
/// mmditx.py).
struct MMDiTHalf: Sendable {
    /// Queries, keys and values with the projection behind the attention.
    struct Projections: Sendable {
        let qkv: LinearWeight
        let norms: (query: RMSNorm, key: RMSNorm)?
        /// Nil where nothing comes behind it: the text's in the last block.
        let output: LinearWeight?

        init(_ reader: WeightReader, width: Int, headWidth: Int) throws {
            qkv = try reader.linear("qkv", inputs: width, outputs: 3 * width)
            norms =
                reader.has("ln_q.weight")
                ? (
                    try RMSNorm(reader.at("ln_q"), headWidth, eps: 1e-6),
                    try RMSNorm(reader.at("ln_k"), headWidth, eps: 1e-6)
                ) : nil
            output =
                reader.has("proj.weight") ? try reader.linear("proj", inputs: width, outputs: width) : nil
        }

        func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> AttentionRows {
            try AttentionRows(of: compute.linear(x, qkv), queries: x.shape[2], norms: norms)
        }

        var byteCount: Int {
            qkv.byteCount + (output?.byteCount ?? 0) + (norms.map { $0.query.byteCount + $0.key.byteCount } ?? 0)
        }
    }

    private let width: Int
    private let modulation: LinearWeight
    let attention: Projections
    /// Of the picture to itself alone (SD3.5 medium's first blocks).
    let ownAttention: Projections?
    private let feedForward: FeedForward?

    /// - Parameter isLast: nothing of the stream is wanted behind the block's attention.
    init(_ reader: WeightReader, width: Int, headWidth: Int, isLast: Bool) throws {
        self.width = width
        attention = try Projections(reader.at("attn"), width: width, headWidth: headWidth)
        ownAttention =
            reader.has("attn2.qkv.weight")
            ? try Projections(reader.at("attn2"), width: width, headWidth: headWidth) : nil
        feedForward =
            isLast
            ? nil
            : try FeedForward(
                reader, ("mlp.fc1", "mlp.fc2"), inputs: width, outputs: width, activation: .tanhGelu)
        modulation = try reader.linear(
            "adaLN_modulation.1", inputs: width, outputs: width * (isLast ? 2 : ownAttention == nil ? 6 : 9))
        guard isLast || attention.output != nil, ownAttention.map({ $0.output != nil }) ?? true else {
            throw reader.missing("attn.proj.weight")
        }
    }

    /// What the stream is modulated by: of (shift, scale, gate) three times, as many as there are.
    func modulations(_ vector: Tensor, _ compute: Compute) throws -> [Tensor] {
        try compute.split(
            compute.linear(vector, modulation), Array(repeating: width, count: modulation.outputs / width))
    }

    /// The stream as an attention sees it. `index`: of its shift among the modulations.
    func normed(_ x: Tensor, _ modulations: [Tensor], _ index: Int, _ compute: Compute) throws -> Tensor {
        try compute.modulatedNorm(x, scale: modulations[index + 1] + 1, shift: modulations[index], eps: 1e-6)
    }

    /// Behind the attentions; nil for the text in the last block.
    func finish(
        _ x: Tensor, attended: Tensor, own: Tensor?, _ modulations: [Tensor], _ compute: Compute
    ) throws -> Tensor? {
        guard let feedForward, let output = attention.output else { return nil }
        var h = try compute.linear(attended, output, gate: modulations[2], residual: x)
        if let own, let output = ownAttention?.output {
            h = try compute.linear(own, output, gate: modulations[8], residual: h)
        }
        return try feedForward(normed(h, modulations, 3, compute), gate: modulations[5], residual: h, compute)
    }

    var byteCount: Int {
        modulation.byteCount + attention.byteCount + (ownAttention?.byteCount ?? 0) + (feedForward?.byteCount ?? 0)
    }
}
