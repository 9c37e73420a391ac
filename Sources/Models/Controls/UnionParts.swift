internal import Tensors

/// What a ControlNet for several kinds of hints has beside the others: an embedding of the kind, and one of the hint that
/// a small transformer mixes with it (xinsir6/ControlNetPlus, models/controlnet_union.py).
struct UnionParts: Sendable {
    private static let heads = 8
    /// Of the sinusoids for each kind.
    private static let waves = 256

    let byteCount: Int
    /// [kinds, width]
    private let kinds: Tensor
    private let attentionInput: LinearWeight
    private let attentionOutput: LinearWeight
    private let norms: [NormWeight]
    private let feedForward: (LinearWeight, LinearWeight)
    private let projection: LinearWeight
    private let embedding: EmbeddingLayers

    /// - Parameters:
    ///   - reader: at the ControlNet
    ///   - width: of the hint's embedding
    init(_ reader: WeightReader, width: Int, embeddingWidth: Int) throws {
        kinds = try reader.tensor("task_embedding", [nil, width])
        let at = reader.at("transformer_layes.0")
        guard width % Self.heads == 0 else {
            throw reader.badShape("task_embedding", "has a width of \(width), which cannot be cut into heads")
        }
        attentionInput = try LinearWeight(
            weight: at.stored("attn.in_proj_weight", [3 * width, width]),
            bias: at.stored("attn.in_proj_bias", [3 * width]))
        attentionOutput = try at.linear("attn.out_proj", inputs: width, outputs: width)
        norms = [try at.norm("ln_1", width), try at.norm("ln_2", width)]
        let first = try at.linear("mlp.c_fc", inputs: width)
        feedForward = (first, try at.linear("mlp.c_proj", inputs: first.outputs, outputs: width))
        projection = try reader.linear("spatial_ch_projs", inputs: width, outputs: width)
        embedding = try EmbeddingLayers(
            reader, "control_add_embedding.linear_1", "control_add_embedding.linear_2",
            inputs: kinds.shape[0] * Self.waves, outputs: embeddingWidth)
        byteCount =
            kinds.byteCount + attentionInput.byteCount + attentionOutput.byteCount
            + norms.reduce(0) { $0 + $1.byteCount } + first.byteCount + feedForward.1.byteCount
            + projection.byteCount + embedding.byteCount
    }

    func check(_ types: [Int]) throws(ModelError) {
        guard let wrong = types.first(where: { !(0..<kinds.shape[0]).contains($0) }) else { return }
        throw ModelError(
            .badInput,
            "the ControlNet was trained for \(kinds.shape[0]) kinds of hints; number \(wrong) is not among them")
    }

    /// What is added to the timestep's embedding. [1, embeddingWidth]
    func embedding(of types: [Int], _ compute: Compute) throws -> Tensor {
        var chosen = [Float](repeating: 0, count: kinds.shape[0])
        for type in types { chosen[type] = 1 }
        let waves = Tensor.sinusoids(of: chosen, channels: Self.waves)
        return try embedding(waves.reshaped([1, waves.count]), compute)
    }

    /// The encoded hint, told of what kind it is. The first kind alone counts. hint: [N, h, w, width]
    func mixed(_ hint: Tensor, _ type: Int, _ compute: Compute) throws -> Tensor {
        let (count, width) = (hint.shape[0], hint.shape[3])
        let own = kinds.slice(type..<type + 1)
        var x = try compute.add(hint.meanOverPlaces(), Tensor.concatenated(Array(repeating: own, count: count)))
        // with one token for each item, attention takes its value
        let values = attentionInput.outputs / 3 * 2
        let projected = try compute.linear(compute.layerNorm(x, norms[0]), attentionInput)
        let attended = Tensor.concatenated(
            (0..<count).map { projected.slice($0..<$0 + 1).reshaped([3 * width]).slice(values..<3 * width) }
        ).reshaped([count, width])
        x = try compute.linear(attended, attentionOutput, residual: x)
        let hidden = try compute.linear(compute.layerNorm(x, norms[1]), feedForward.0, activation: .quickGelu)
        x = try compute.linear(compute.linear(hidden, feedForward.1, residual: x), projection)
        let places = hint.shape[1] * hint.shape[2]
        let spread = Tensor.concatenated(
            (0..<count).flatMap { item in Array(repeating: x.slice(item..<item + 1), count: places) }
        ).reshaped(hint.shape)
        return try compute.add(hint, spread)
    }
}
