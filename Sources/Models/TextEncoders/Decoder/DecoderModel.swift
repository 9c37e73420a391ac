internal import Tensors

/// A language model that predicts the next token, of whose states prompts are made, in the layout of Hugging Face's
/// `LlamaModel` and its relatives. Sizes are read from the weights.
struct DecoderModel: Sendable {
    /// Which of its states is wanted.
    enum Output: Sendable {
        /// The last, normed.
        case last
        /// A layer's, as it is: -1 is the last layer's, -2 that of the one before it, ...
        case layer(Int)
        /// What goes into these layers, one beside the other.
        case inputs([Int])
    }

    /// What is to be read.
    struct Sequence {
        /// [1, T, width]
        var x: Tensor
        /// Where tokens lie. [axis][token], of one axis or as many as the model has sections
        var positions: [[Float]]
        /// Tokens that no other sees.
        var isHidden: [Bool]
    }

    let width: Int
    let byteCount: Int

    private let variant: DecoderVariant
    private let headWidth: Int
    /// The vectors of tokens.
    let tokens: TokenEmbedding
    private let layers: [DecoderLayer]
    /// Files for networks that read earlier states only may have none.
    private let finalNorm: RMSNorm?

    /// - Parameter reader: at the tensors `embed_tokens...`, `layers...`, `norm...`
    init(_ reader: WeightReader, _ variant: DecoderVariant) throws {
        self.variant = variant
        tokens = try TokenEmbedding(reader, "embed_tokens.weight")
        let width = tokens.width
        self.width = width
        let norm = reader.shape("layers.0.self_attn.q_norm.weight")
        headWidth = norm?.first ?? variant.headWidth
        let shape = try Self.shape(reader, width: width, headWidth: headWidth, hasHeadNorms: norm != nil)
        guard variant.sections.isEmpty || variant.sections.reduce(0, +) == headWidth / 2 else {
            throw reader.badShape("layers.0.self_attn.q_proj.weight", "has heads of \(headWidth)")
        }
        layers = try (0..<max(reader.count("layers"), 1)).map {
            try DecoderLayer(reader.at("layers.\($0)"), shape, variant)
        }
        finalNorm =
            reader.has("norm.weight")
            ? try RMSNorm(reader.at("norm"), width, adding: variant.missingOfNorms, eps: variant.eps) : nil
        byteCount = layers.reduce(tokens.byteCount + (finalNorm?.byteCount ?? 0)) { $0 + $1.byteCount }
    }

    private static func shape(
        _ reader: WeightReader, width: Int, headWidth: Int, hasHeadNorms: Bool
    ) throws -> DecoderLayer.Shape {
        let names = ["q_proj", "k_proj"].map { "layers.0.self_attn.\($0).weight" }
        let heads = try names.map { name in
            guard let shape = reader.shape(name) else { throw reader.missing(name) }
            let rows = shape.first ?? 0
            guard headWidth > 0, headWidth % 2 == 0, rows > 0, rows % headWidth == 0 else {
                throw reader.badShape(name, "has \(rows) rows, which are no heads of \(headWidth)")
            }
            return rows / headWidth
        }
        guard heads[0] % heads[1] == 0 else {
            throw reader.badShape(names[1], "is for \(heads[1]) heads, which \(heads[0]) cannot share")
        }
        return DecoderLayer.Shape(
            width: width, heads: heads[0], keyHeads: heads[1], headWidth: headWidth, hasHeadNorms: hasHeadNorms)
    }

    /// How many axes positions have.
    var axes: Int { max(variant.sections.count, 1) }
    var depth: Int { layers.count }

    /// -> [1, T, width], or as many times wider as the output has parts
    func callAsFunction(_ sequence: Sequence, _ output: Output, _ compute: Compute) throws -> Tensor {
        let wanted = try states(output)
        let found = try run(sequence, Set(wanted), compute)
        switch output {
        case .layer: return found[wanted[0]]!
        case .last: return try finalNorm?(found[wanted[0]]!, compute) ?? found[wanted[0]]!
        case .inputs:
            return try wanted.dropFirst().reduce(found[wanted[0]]!) { try compute.concatChannels($0, found[$1]!) }
        }
    }

    /// What each layer gives, the last one's normed. -> [layers, T, width]
    func allLayers(_ sequence: Sequence, _ compute: Compute) throws -> Tensor {
        let found = try run(sequence, Set(1...depth), compute)
        let last = try finalNorm?(found[depth]!, compute) ?? found[depth]!
        return Tensor.concatenated((1..<depth).map { found[$0]! } + [last])
    }

    /// The states that are wanted: 0 is before all layers, 1 behind the first.
    private func run(_ sequence: Sequence, _ wanted: Set<Int>, _ compute: Compute) throws -> [Int: Tensor] {
        var x = sequence.x
        let length = x.shape[1]
        precondition(sequence.isHidden.count == length && sequence.positions.count == axes)
        if variant.isGemma { x = x * Float(width).squareRoot() }
        let turns = turns(sequence.positions)
        let bias =
            sequence.isHidden.contains(true)
            ? Tensor(sequence.isHidden.map { $0 ? -.greatestFiniteMagnitude : 0 }, shape: [1, 1, 1, length]) : nil
        let blind = sequence.isHidden.firstIndex(of: false) ?? length
        var found: [Int: Tensor] = [:]
        for state in 0...(wanted.max() ?? 0) {
            if state > 0 { x = try layers[state - 1](x, turns: turns, bias: bias, blind: blind, compute) }
            if wanted.contains(state) { found[state] = x }
        }
        return found
    }

    /// What may come next: a number for each token, the larger the likelier.
    ///
    /// - Parameters:
    ///   - sequence: the first tokens, of which none is hidden, or one more
    ///   - memory: of each layer; nil at first
    ///   - head: [tokens, width]
    func logits(
        _ sequence: Sequence, memory: inout [DecoderLayer.Memory?], head: LinearWeight, _ compute: Compute
    ) throws -> [Float] {
        guard let finalNorm else {
            throw ModelError(.unsupported, "the text encoder's file has no last norm, without which it cannot write")
        }
        var x = sequence.x
        let length = x.shape[1]
        if variant.isGemma { x = x * Float(width).squareRoot() }
        let turns = turns(sequence.positions)
        for (index, layer) in layers.enumerated() {
            x = try layer(x, turns: turns, memory: &memory[index], compute)
        }
        let last = x.reshaped([length, width]).slice(length - 1..<length).reshaped([1, 1, width])
        return try compute.linear(finalNorm(last, compute), head).copiedFloats()
    }

    /// The states that an output consists of: 0 is before all layers, 1 behind the first.
    private func states(_ output: Output) throws -> [Int] {
        switch output {
        case .last: return [depth]
        case .layer(let layer): return [(1...depth).contains(-layer) ? depth + 1 + layer : depth]
        case .inputs(let states):
            guard let last = states.max(), last <= depth else {
                throw ModelError(
                    .unsupported, "a text encoder of \(depth) layers, of which number \(states.max() ?? 0) is read")
            }
            return states
        }
    }

    private func turns(_ positions: [[Float]]) -> Tensor {
        let frequencies = RotaryPositions.frequencies(width: headWidth, theta: variant.theta)
        var start = 0
        let parts = (variant.sections.isEmpty ? [frequencies.count] : variant.sections).map { count in
            defer { start += count }
            return Array(frequencies[start..<start + count])
        }
        return RotaryPositions.turns(positions, frequencies: parts)
    }
}
