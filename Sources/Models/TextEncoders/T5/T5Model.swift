internal import Tensors
internal import Tokenizers

/// T5's encoder (Raffel et al. 2019, arXiv 1910.10683) in the layout of Hugging Face's `T5EncoderModel`, sizes read from
/// the weights. The bias of the first layer is that of all; UMT5's layers have their own (Chung et al. 2023, arXiv
/// 2304.09151).
struct T5Model: Sendable {
    let byteCount: Int
    private let tokens: TokenEmbedding
    private let layers: [(layer: T5Layer, ownBias: T5Bias?)]
    private let finalNorm: RMSNorm

    var width: Int { tokens.width }

    /// - Parameter reader: at the tensors `shared...`, `encoder...`
    init(_ reader: WeightReader) throws {
        let names = ["shared.weight", "encoder.embed_tokens.weight"]
        tokens = try TokenEmbedding(reader, names.first(where: reader.has) ?? names[0])
        let width = tokens.width
        let first = try T5Bias(reader.at("encoder.block.0.layer.0.SelfAttention"))
        layers = try (0..<max(reader.count("encoder.block"), 1)).map { index in
            let at = reader.at("encoder.block.\(index)")
            let attention = at.at("layer.0.SelfAttention")
            let own = index == 0 ? first : attention.has("relative_attention_bias.weight") ? try T5Bias(attention) : nil
            guard own == nil || own!.heads == first.heads else {
                throw attention.badShape("relative_attention_bias.weight", "is not for \(first.heads) heads")
            }
            return (try T5Layer(at, width: width, heads: first.heads), own)
        }
        finalNorm = try RMSNorm(reader.at("encoder.final_layer_norm"), width, eps: 1e-6)
        byteCount = layers.reduce(tokens.byteCount + finalNorm.byteCount) {
            $0 + $1.layer.byteCount + ($1.ownBias?.byteCount ?? 0)
        }
    }

    /// - Parameters:
    ///   - layer: whose output to return, normed: -1 the last's, -2 that of the one before it, ...
    ///   - seen: which places are attended to; nil is all
    /// - Returns: [T, width]
    func callAsFunction(
        _ prompt: [PromptToken], layer: Int = -1, seen: [Bool]? = nil, _ compute: Compute
    ) throws -> Tensor {
        var x = try tokens(prompt, compute).reshaped([1, prompt.count, width])
        let wanted = (1...layers.count).contains(-layer) ? layers.count + layer : layers.count - 1
        let hiding = seen.map(T5Bias.hiding)
        var distances: Tensor?
        for (layer, ownBias) in layers[...wanted] {
            if let ownBias { distances = try ownBias(prompt.count) }
            x = try layer(x, distances: distances!, hiding: hiding, compute)
        }
        return try finalNorm(x, compute).reshaped([prompt.count, width])
    }
}
