internal import Tensors
internal import Tokenizers

/// CLIP's text transformer in the layout of Hugging Face's `CLIPTextModel`, sizes read from the weights.
struct CLIPTextModel: Sendable {
    /// Every CLIP text encoder has heads of 64.
    static let headWidth = 64

    /// Of a prompt's chunks: shorter ones have no room for words.
    private static let minimumLength = 10

    let width: Int
    let maximumLength: Int
    let byteCount: Int

    private let tokens: TokenEmbedding
    private let positions: Tensor
    private let layers: [CLIPTextLayer]
    private let finalNorm: NormWeight
    /// Of the pooled output; Stable Diffusion 1 has none.
    private let projection: LinearWeight?

    var depth: Int { layers.count }

    /// - Parameter reader: at the tensors `embeddings...`, `encoder...`, `final_layer_norm...`
    init(_ reader: WeightReader, activation: Activation) throws {
        tokens = try TokenEmbedding(reader, "embeddings.token_embedding.weight")
        width = tokens.width
        positions = try reader.tensor("embeddings.position_embedding.weight", [nil, width])
        maximumLength = positions.shape[0]
        guard maximumLength >= Self.minimumLength else {
            throw reader.badShape("embeddings.position_embedding.weight", "has only \(maximumLength) places")
        }
        guard width % Self.headWidth == 0 else {
            throw reader.badShape(
                "embeddings.token_embedding.weight",
                "has a width of \(width), which is no multiple of \(Self.headWidth)")
        }
        guard tokens.count > CLIPTokenizer.endToken else {
            throw reader.badShape("embeddings.token_embedding.weight", "has only \(tokens.count) tokens")
        }
        let heads = width / Self.headWidth
        var layers: [CLIPTextLayer] = []
        for index in 0..<reader.count("encoder.layers") {
            layers.append(
                try CLIPTextLayer(
                    reader.at("encoder.layers.\(index)"), width: width, heads: heads, activation: activation))
        }
        guard !layers.isEmpty else { throw reader.missing("encoder.layers.0.layer_norm1.weight") }
        self.layers = layers
        finalNorm = try reader.norm("final_layer_norm", width)
        let hasProjection = !reader.children("text_projection").isEmpty
        projection = hasProjection ? try reader.linear("text_projection", inputs: width, bias: false) : nil
        let ends = tokens.byteCount + positions.byteCount + finalNorm.byteCount + (projection?.byteCount ?? 0)
        byteCount = layers.reduce(ends) {
            $0 + $1.byteCount
        }
    }

    /// - Parameters:
    ///   - chunks: B of them, equally long
    ///   - layer: whose output to return: -1 the last's, -2 that of the one before it, ...
    ///   - normsHidden: whether that output is normed
    ///   - projectsPooled: whether the pooled one is projected, if there is a projection
    /// - Returns: hidden [B, T, width]; pooled [B, P]: the last output, normed and projected, at the first
    ///   end token.
    func callAsFunction(
        _ chunks: [[PromptToken]], layer: Int, normsHidden: Bool, projectsPooled: Bool = true, _ compute: Compute
    ) throws -> (hidden: Tensor, pooled: Tensor) {
        var x = try embed(chunks, compute)
        // before the first layer's output there is nothing: the reference falls back to the last, normed
        let isThere = (1...layers.count).contains(-layer)
        let wanted = isThere ? layers.count + layer : layers.count - 1
        var hidden = x
        for (index, layer) in layers.enumerated() {
            x = try layer(x, compute)
            if index == wanted { hidden = x }
        }
        let last = try compute.layerNorm(x, finalNorm, eps: 1e-5)
        if normsHidden || !isThere {
            hidden = wanted == layers.count - 1 ? last : try compute.layerNorm(hidden, finalNorm, eps: 1e-5)
        }
        let places = last.reshaped([last.count / width, width])
        let pooled = Tensor.concatenated(
            chunks.enumerated().map { row, chunk in
                let place = row * chunk.count + Self.pooledPlace(chunk)
                return places.slice(place..<place + 1)
            })
        guard projectsPooled, let projection else { return (hidden, pooled) }
        return (hidden, try compute.linear(pooled, projection))
    }

    /// As ComfyUI counts it: a place for each token up to the first end token and for each vector, wherever it is.
    private static func pooledPlace(_ chunk: [PromptToken]) -> Int {
        let end = chunk.firstIndex { $0.value == .token(CLIPTokenizer.endToken) } ?? chunk.count - 1
        return end + chunk[(end + 1)...].count { if case .vector = $0.value { true } else { false } }
    }

    /// Token and position embeddings. [B, T, width]
    private func embed(_ chunks: [[PromptToken]], _ compute: Compute) throws -> Tensor {
        let length = chunks[0].count
        guard length <= maximumLength, chunks.allSatisfy({ $0.count == length }) else {
            throw ModelError(.badInput, "a chunk of \(length) tokens; the text encoder takes \(maximumLength)")
        }
        let places = Tensor.concatenated(Array(repeating: positions.slice(0..<length), count: chunks.count))
        return try compute.add(tokens(Array(chunks.joined()), compute), places).reshaped([chunks.count, length, width])
    }
}
