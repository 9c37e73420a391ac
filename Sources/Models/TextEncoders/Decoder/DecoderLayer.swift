internal import Tensors

/// A layer of a language model: attention to what came before and a gated feed-forward layer, each normed before, in the
/// layout of Hugging Face's `LlamaDecoderLayer` and its relatives (transformers, models/llama, qwen2, qwen3, gemma2).
struct DecoderLayer: Sendable {
    /// Of a model's layers.
    struct Shape {
        let width: Int
        let heads: Int
        let keyHeads: Int
        let headWidth: Int
        /// Whether queries and keys are normed.
        let hasHeadNorms: Bool
    }

    private let shape: Shape
    private let query: LinearWeight
    private let key: LinearWeight
    private let value: LinearWeight
    private let output: LinearWeight
    /// Of queries and keys: Qwen3's.
    private let headNorms: (query: RMSNorm, key: RMSNorm)?
    private let feedForward: GatedFeedForward
    private let norms: (attention: RMSNorm, feedForward: RMSNorm)
    /// Behind: Gemma's.
    private let outerNorms: (attention: RMSNorm, feedForward: RMSNorm)?

    init(_ reader: WeightReader, _ shape: Shape, _ variant: DecoderVariant) throws {
        self.shape = shape
        let at = reader.at("self_attn")
        func projection(_ name: String, heads: Int) throws -> LinearWeight {
            try at.linear(
                name, inputs: shape.width, outputs: heads * shape.headWidth, bias: at.has("\(name).bias"))
        }
        query = try projection("q_proj", heads: shape.heads)
        key = try projection("k_proj", heads: shape.keyHeads)
        value = try projection("v_proj", heads: shape.keyHeads)
        output = try at.linear("o_proj", inputs: shape.heads * shape.headWidth, outputs: shape.width, bias: false)
        func norm(_ at: WeightReader, _ width: Int) throws -> RMSNorm {
            try RMSNorm(at, width, adding: variant.missingOfNorms, eps: variant.eps)
        }
        headNorms =
            shape.hasHeadNorms
            ? (try norm(at.at("q_norm"), shape.headWidth), try norm(at.at("k_norm"), shape.headWidth)) : nil
        feedForward = try GatedFeedForward(
            reader.at("mlp"), ("gate_proj", "up_proj", "down_proj"), width: shape.width,
            activation: variant.activation)
        func rowNorm(_ name: String) throws -> RMSNorm { try norm(reader.at(name), shape.width) }
        norms = (
            try rowNorm("input_layernorm"),
            try rowNorm(variant.isGemma ? "pre_feedforward_layernorm" : "post_attention_layernorm")
        )
        outerNorms =
            variant.isGemma
            ? (try rowNorm("post_attention_layernorm"), try rowNorm("post_feedforward_layernorm")) : nil
    }

    /// - Parameters:
    ///   - x: [1, T, width]
    ///   - turns: [1, T, pairs, 2]
    ///   - bias: of the scores of keys. [1, 1, 1, T]
    ///   - blind: how many tokens there are at the beginning that see none, for which attention is nothing
    func callAsFunction(
        _ x: Tensor, turns: Tensor, bias: Tensor?, blind: Int, _ compute: Compute
    ) throws -> Tensor {
        let (q, k, v) = try taken(x, turns: turns, compute)
        var attended = try compute.attention(q: q, k: k, v: v, options(causal: true, bias: bias))
        if blind > 0 {
            let count = blind * attended.shape[2]
            attended.withMutableFloats { $0[..<count].update(repeating: 0) }
        }
        return try finished(x, attended, compute)
    }

    /// What the tokens that a layer has seen are to those that come: [1, S, heads of keys * width of a head] each.
    struct Memory {
        var keys: GrowingRows
        var values: GrowingRows
    }

    /// The same for the first tokens, which are remembered, or for one that sees all that are.
    func callAsFunction(
        _ x: Tensor, turns: Tensor, memory: inout Memory?, _ compute: Compute
    ) throws -> Tensor {
        precondition(memory == nil || x.shape[1] == 1)
        let (q, k, v) = try taken(x, turns: turns, compute)
        let isFirst = memory == nil
        if isFirst {
            memory = Memory(keys: GrowingRows(k), values: GrowingRows(v))
        } else {
            try memory?.keys.append(k)
            try memory?.values.append(v)
        }
        let attended = try compute.attention(
            q: q, k: memory?.keys.rows ?? k, v: memory?.values.rows ?? v, options(causal: isFirst, bias: nil))
        return try finished(x, attended, compute)
    }

    private func options(causal: Bool, bias: Tensor?) -> AttentionOptions {
        AttentionOptions(heads: shape.heads, keyHeads: shape.keyHeads, causal: causal, bias: bias)
    }

    private func taken(_ x: Tensor, turns: Tensor, _ compute: Compute) throws -> (q: Tensor, k: Tensor, v: Tensor) {
        let normed = try norms.attention(x, compute)
        let rows = AttentionRows(
            queries: try compute.linear(normed, query), keys: try compute.linear(normed, key),
            values: try compute.linear(normed, value), norms: headNorms)
        return try AttentionRows.factors(
            [rows], turns: turns, rotation: .halves, heads: shape.heads, keyHeads: shape.keyHeads, compute)
    }

    private func finished(_ x: Tensor, _ attended: Tensor, _ compute: Compute) throws -> Tensor {
        guard let outerNorms else {
            let h = try compute.linear(attended, output, residual: x)
            return try feedForward(norms.feedForward(h, compute), residual: h, compute)
        }
        let h = try compute.add(x, outerNorms.attention(compute.linear(attended, output), compute))
        let fed = try feedForward(norms.feedForward(h, compute), compute)
        return try compute.add(h, outerNorms.feedForward(fed, compute))
    }

    var byteCount: Int {
        let linear = [query, key, value, output].reduce(feedForward.byteCount) { $0 + $1.byteCount }
        let small = [
            headNorms?.query, headNorms?.key, norms.attention, norms.feedForward, outerNorms?.attention,
            outerNorms?.feedForward,
        ]
        return small.reduce(linear) { $0 + ($1?.byteCount ?? 0) }
    }
}
