internal import Tensors

/// Layers of one stream in an attention of AuraFlow (cloneofsimo/minRF; comfy names w1q, w1k, ...).
struct AuraFlowProjections: Sendable {
    private let query: LinearWeight
    private let key: LinearWeight
    private let value: LinearWeight
    private let output: LinearWeight
    private let heads: Int

    /// - Parameter prefix: "w1" or "w2"
    init(_ reader: WeightReader, _ prefix: String, width: Int, heads: Int) throws {
        func layer(_ name: String) throws -> LinearWeight {
            try reader.linear("\(prefix)\(name)", inputs: width, outputs: width, bias: false)
        }
        (query, key, value, output) = (try layer("q"), try layer("k"), try layer("v"), try layer("o"))
        self.heads = heads
    }

    /// Queries and keys are normed head by head.
    func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> (q: Tensor, k: Tensor, v: Tensor) {
        func normed(_ layer: LinearWeight) throws -> Tensor {
            let values = try compute.linear(x, layer)
            let each = values.reshaped([x.shape[0], x.shape[1], heads, x.shape[2] / heads])
            return try compute.layerNorm(each, NormWeight(weight: Tensor?.none, bias: nil), eps: 1e-5)
                .reshaped(values.shape)
        }
        return (try normed(query), try normed(key), try compute.linear(x, value))
    }

    func finish(_ attended: Tensor, _ compute: Compute) throws -> Tensor { try compute.linear(attended, output) }

    var byteCount: Int { query.byteCount + key.byteCount + value.byteCount + output.byteCount }
}

/// What one stream has behind its attention, and what modulates it.
struct AuraFlowStream: Sendable {
    private let modulation: LinearWeight
    private let feedForward: GatedFeedForward
    private let width: Int

    init(_ reader: WeightReader, modulation: String, feedForward: String, width: Int) throws {
        self.width = width
        self.modulation = try reader.linear("\(modulation).1", outputs: 6 * width, bias: false)
        self.feedForward = try GatedFeedForward(
            reader.at(feedForward), ("c_fc1", "c_fc2", "c_proj"), width: width, activation: .silu)
    }

    /// (shift, scale, gate) of the attention and of the feed-forward part. vector: activated
    func modulations(_ vector: Tensor, _ compute: Compute) throws -> [Tensor] {
        try compute.split(compute.linear(vector, modulation), Array(repeating: width, count: 6))
    }

    func normed(_ x: Tensor, _ modulations: [Tensor], _ compute: Compute) throws -> Tensor {
        try compute.modulatedNorm(x, scale: modulations[1] + 1, shift: modulations[0], eps: 1e-5)
    }

    /// Both sums are with the block's input.
    func finish(_ x: Tensor, attended: Tensor, _ modulations: [Tensor], _ compute: Compute) throws -> Tensor {
        let h = try compute.gatedSum(attended, gate: modulations[2], residual: x)
        let normed = try compute.modulatedNorm(h, scale: modulations[4] + 1, shift: modulations[3], eps: 1e-5)
        return try compute.gatedSum(feedForward(normed, compute), gate: modulations[5], residual: x)
    }

    var byteCount: Int { modulation.byteCount + feedForward.byteCount }
}

/// Two streams that attend to each other.
struct AuraFlowDoubleBlock: Sendable {
    private let text: (projections: AuraFlowProjections, stream: AuraFlowStream)
    private let picture: (projections: AuraFlowProjections, stream: AuraFlowStream)
    private let heads: Int

    init(_ reader: WeightReader, width: Int, heads: Int) throws {
        self.heads = heads
        let attention = reader.at("attn")
        text = (
            try AuraFlowProjections(attention, "w1", width: width, heads: heads),
            try AuraFlowStream(reader, modulation: "modC", feedForward: "mlpC", width: width)
        )
        picture = (
            try AuraFlowProjections(attention, "w2", width: width, heads: heads),
            try AuraFlowStream(reader, modulation: "modX", feedForward: "mlpX", width: width)
        )
    }

    func callAsFunction(
        _ streams: (picture: Tensor, text: Tensor), vector: Tensor, _ compute: Compute
    ) throws -> (picture: Tensor, text: Tensor) {
        let forText = try text.stream.modulations(vector, compute)
        let forPicture = try picture.stream.modulations(vector, compute)
        let others = try text.projections(text.stream.normed(streams.text, forText, compute), compute)
        let own = try picture.projections(picture.stream.normed(streams.picture, forPicture, compute), compute)
        let attended = try compute.attention(
            q: Tensor.joiningTokens([others.q, own.q]), k: Tensor.joiningTokens([others.k, own.k]),
            v: Tensor.joiningTokens([others.v, own.v]), heads: heads)
        let length = streams.text.shape[1]
        return (
            try picture.stream.finish(
                streams.picture,
                attended: picture.projections.finish(attended.tokens(length..<attended.shape[1]), compute), forPicture,
                compute),
            try text.stream.finish(
                streams.text, attended: text.projections.finish(attended.tokens(0..<length), compute), forText, compute)
        )
    }

    var byteCount: Int {
        text.projections.byteCount + text.stream.byteCount + picture.projections.byteCount + picture.stream.byteCount
    }
}

/// One stream of text and picture.
struct AuraFlowSingleBlock: Sendable {
    private let projections: AuraFlowProjections
    private let stream: AuraFlowStream
    private let heads: Int

    init(_ reader: WeightReader, width: Int, heads: Int) throws {
        self.heads = heads
        projections = try AuraFlowProjections(reader.at("attn"), "w1", width: width, heads: heads)
        stream = try AuraFlowStream(reader, modulation: "modCX", feedForward: "mlp", width: width)
    }

    func callAsFunction(_ x: Tensor, vector: Tensor, _ compute: Compute) throws -> Tensor {
        let modulations = try stream.modulations(vector, compute)
        let factors = try projections(stream.normed(x, modulations, compute), compute)
        let attended = try compute.attention(q: factors.q, k: factors.k, v: factors.v, heads: heads)
        return try stream.finish(x, attended: projections.finish(attended, compute), modulations, compute)
    }

    var byteCount: Int { projections.byteCount + stream.byteCount }
}
