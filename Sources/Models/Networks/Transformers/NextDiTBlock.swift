internal import Tensors

/// A block of Lumina-Image 2.0, Z-Image and OmniGen2: attention and a gated feed-forward layer, each normed before and
/// behind, scaled before and gated behind by the time where it is modulated (Alpha-VLLM/Lumina-Image-2.0,
/// models/model.py; VectorSpaceLab/OmniGen2, omnigen2/models/transformers/transformer_omnigen2.py).
struct NextDiTBlock: Sendable {
    /// Whose names its layers have.
    enum Names {
        case lumina
        /// diffusers': queries, keys and values apart.
        case omniGen2
    }

    /// What is wanted of a block.
    struct Shape {
        let width: Int
        let heads: Int
        let keyHeads: Int
        let headWidth: Int
    }

    /// Neighbouring tokens, and whether they are free of noise.
    struct Run {
        let tokens: Range<Int>
        let isClean: Bool
    }

    /// How tokens that are free of noise are modulated among others.
    struct Clean {
        /// Of such a time. [B, timeWidth]
        let time: Tensor
        /// All tokens.
        let runs: [Run]
    }

    /// Of the norms of whole rows, where no file says it.
    static let eps: Float = 1e-5
    /// Of queries and keys: PyTorch's for f32.
    static let headEps: Float = 0x1p-23

    private let shape: Shape
    private let factors: NextDiTFactors
    private let output: LinearWeight
    private let queryNorm: RMSNorm
    private let keyNorm: RMSNorm
    private let feedForward: GatedFeedForward
    private let attentionNorms: (before: RMSNorm, behind: RMSNorm)
    private let feedForwardNorms: (before: RMSNorm, behind: RMSNorm)
    /// From the time's vector, with what it is activated by.
    private let modulation: (layer: LinearWeight, activation: Activation)?

    /// - Parameter timeWidth: of the time's vector; nil: the block is not modulated.
    init(_ reader: WeightReader, _ shape: Shape, timeWidth: Int?, _ names: Names = .lumina) throws {
        self.shape = shape
        let width = shape.width
        let isLumina = names == .lumina
        let attention = reader.at(isLumina ? "attention" : "attn")
        factors = try NextDiTFactors(attention, shape, names)
        output = try attention.linear(
            isLumina ? "out" : "to_out.0", inputs: shape.heads * shape.headWidth, outputs: width, bias: false)
        let headEps = isLumina ? Self.headEps : Self.eps
        queryNorm = try RMSNorm(attention.at(isLumina ? "q_norm" : "norm_q"), shape.headWidth, eps: headEps)
        keyNorm = try RMSNorm(attention.at(isLumina ? "k_norm" : "norm_k"), shape.headWidth, eps: headEps)
        feedForward = try GatedFeedForward(
            reader.at("feed_forward"), isLumina ? ("w1", "w3", "w2") : ("linear_1", "linear_3", "linear_2"),
            width: width, activation: .silu)
        func norm(_ name: String) throws -> RMSNorm { try RMSNorm(reader.at(name), width, eps: Self.eps) }
        attentionNorms =
            isLumina
            ? (try norm("attention_norm1"), try norm("attention_norm2"))
            : (try norm(timeWidth == nil ? "norm1" : "norm1.norm"), try norm("norm2"))
        feedForwardNorms = (try norm("ffn_norm1"), try norm("ffn_norm2"))
        guard let timeWidth else {
            modulation = nil
            return
        }
        // Lumina has an activation before the layer, which then is the second of two
        let isActivated = !isLumina || reader.has("adaLN_modulation.1.weight")
        let name = isLumina ? "adaLN_modulation.\(isActivated ? 1 : 0)" : "norm1.linear"
        modulation = (
            try reader.linear(name, inputs: timeWidth, outputs: 4 * width), isActivated ? .silu : .none
        )
    }

    /// All of them at a path.
    static func all(
        _ reader: WeightReader, _ path: String, _ shape: Shape, timeWidth: Int?, _ names: Names
    ) throws -> [NextDiTBlock] {
        try (0..<max(reader.count(path), 1)).map {
            try NextDiTBlock(reader.at("\(path).\($0)"), shape, timeWidth: timeWidth, names)
        }
    }

    /// x: [B, T, width], turns: [1, T, pairs, 2], time: [B, timeWidth]
    ///
    /// - Parameter clean: nil: all tokens are of `time`.
    func callAsFunction(
        _ x: Tensor, turns: Tensor, time: Tensor, clean: Clean? = nil, _ compute: Compute
    ) throws -> Tensor {
        guard let modulation else {
            let attended = try attention(attentionNorms.before(x, compute), turns, compute)
            let h = try compute.add(x, attentionNorms.behind(attended, compute))
            let fed = try feedForward(feedForwardNorms.before(h, compute), compute)
            return try compute.add(h, feedForwardNorms.behind(fed, compute))
        }
        func parts(_ time: Tensor) throws -> [Tensor] {
            try compute.split(
                compute.linear(compute.activate(time, modulation.activation), modulation.layer),
                Array(repeating: shape.width, count: 4))
        }
        let (own, others) = (try parts(time), try clean.map { try parts($0.time) })
        /// What is made of tokens and the parts of their modulation.
        func each(_ make: (Range<Int>, [Tensor]) throws -> Tensor) throws -> Tensor {
            guard let clean, let others else { return try make(0..<x.shape[1], own) }
            return try Tensor.joiningTokens(
                clean.runs.filter { !$0.tokens.isEmpty }.map { try make($0.tokens, $0.isClean ? others : own) })
        }
        let attended = try attentionNorms.behind(
            attention(
                each { try attentionNorms.before(x.tokens($0), modulatedBy: $1[0], compute) }, turns, compute), compute)
        let h = try each {
            try compute.gatedSum(attended.tokens($0), gate: $1[1].hyperbolicTangent, residual: x.tokens($0))
        }
        let fed = try feedForwardNorms.behind(
            feedForward(each { try feedForwardNorms.before(h.tokens($0), modulatedBy: $1[2], compute) }, compute),
            compute)
        return try each {
            try compute.gatedSum(fed.tokens($0), gate: $1[3].hyperbolicTangent, residual: h.tokens($0))
        }
    }

    private func attention(_ x: Tensor, _ turns: Tensor, _ compute: Compute) throws -> Tensor {
        let attended = try AttentionRows.attention(
            [factors(x, norms: (queryNorm, keyNorm), compute)], turns: turns,
            AttentionOptions(heads: shape.heads, keyHeads: shape.keyHeads), compute)
        return try compute.linear(attended, output)
    }

    var byteCount: Int {
        factors.byteCount + output.byteCount + queryNorm.byteCount + keyNorm.byteCount + feedForward.byteCount
            + attentionNorms.before.byteCount + attentionNorms.behind.byteCount + feedForwardNorms.before.byteCount
            + feedForwardNorms.behind.byteCount + (modulation?.layer.byteCount ?? 0)
    }

    var width: Int { shape.width }
    /// Floats that it keeps for a token, about.
    var floatsPerToken: Int { 3 * shape.width + factors.outputs + 2 * feedForward.gate.outputs }
}
