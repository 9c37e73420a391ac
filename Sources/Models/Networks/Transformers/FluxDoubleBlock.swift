internal import Tensors

/// A block that has weights of their own for text and picture, which attend to each other
/// (black-forest-labs/flux, modules/layers.py).
struct FluxDoubleBlock: Sendable {
    /// Heads as wide as the norms of their queries.
    struct Heads {
        let width: Int
        let count: Int
    }

    /// The half of one of the two streams.
    private struct Stream: Sendable {
        let modulator: FluxModulator?
        let qkv: LinearWeight
        let queryNorm: RMSNorm
        let keyNorm: RMSNorm
        let output: LinearWeight
        let feedForward: FluxFeedForward

        init(_ reader: WeightReader, _ name: String, width: Int, _ heads: Heads, modulated: Bool) throws {
            modulator =
                modulated ? try FluxModulator(reader.at("\(name)_mod"), width: width, count: 2) : nil
            let attention = reader.at("\(name)_attn")
            qkv = try attention.linear("qkv", inputs: width, outputs: 3 * width, bias: attention.has("qkv.bias"))
            output = try attention.linear("proj", inputs: width, outputs: width, bias: attention.has("proj.bias"))
            queryNorm = try RMSNorm(attention.at("norm.query_norm"), heads.width, name: "scale", eps: 1e-6)
            keyNorm = try RMSNorm(attention.at("norm.key_norm"), heads.width, name: "scale", eps: 1e-6)
            feedForward = try FluxFeedForward(reader.at("\(name)_mlp"), width: width)
        }

        /// Queries, keys and values. x: [B, T, width] -> the same, three times
        func factors(_ x: Tensor, _ modulation: FluxModulation, _ compute: Compute) throws -> AttentionRows {
            try AttentionRows(
                of: compute.linear(modulation.normed(x, compute), qkv), queries: x.shape[2],
                norms: (queryNorm, keyNorm))
        }

        /// Behind the attention.
        func finish(
            _ x: Tensor, attended: Tensor, _ modulations: [FluxModulation], _ compute: Compute
        ) throws -> Tensor {
            let h = try compute.linear(attended, output, gate: modulations[0].gate, residual: x)
            return try feedForward(
                modulations[1].normed(h, compute), gate: modulations[1].gate, residual: h, compute)
        }

        var byteCount: Int {
            (modulator?.byteCount ?? 0) + qkv.byteCount + queryNorm.byteCount + keyNorm.byteCount + output.byteCount
                + feedForward.byteCount
        }
    }

    private let heads: Heads
    private let picture: Stream
    private let text: Stream

    /// - Parameter modulated: it has layers for that; else modulations are given.
    init(_ reader: WeightReader, width: Int, _ heads: Heads, modulated: Bool) throws {
        self.heads = heads
        picture = try Stream(reader, "img", width: width, heads, modulated: modulated)
        text = try Stream(reader, "txt", width: width, heads, modulated: modulated)
    }

    /// The block's own modulations of a picture's activated vector [B, width]; nil where they are given.
    func modulations(
        _ vector: Tensor, _ compute: Compute
    ) throws -> (picture: [FluxModulation], text: [FluxModulation])? {
        guard let forPicture = picture.modulator, let forText = text.modulator else { return nil }
        return (try forPicture(vector, compute), try forText(vector, compute))
    }

    /// - Parameters:
    ///   - streams: [B, T, width] each
    ///   - modulations: two of each stream
    ///   - turns: of the text's tokens, then of the picture's
    ///   - bias: of the scores of all tokens in that order
    func callAsFunction(
        _ streams: (picture: Tensor, text: Tensor),
        _ modulations: (picture: [FluxModulation], text: [FluxModulation]), turns: Tensor, bias: Tensor?,
        _ compute: Compute
    ) throws -> (picture: Tensor, text: Tensor) {
        let attended = try AttentionRows.attention(
            [
                text.factors(streams.text, modulations.text[0], compute),
                picture.factors(streams.picture, modulations.picture[0], compute),
            ], turns: turns, AttentionOptions(heads: heads.count, bias: bias), compute)
        let length = streams.text.shape[1]
        return (
            try picture.finish(
                streams.picture, attended: attended.tokens(length..<attended.shape[1]), modulations.picture, compute),
            try text.finish(streams.text, attended: attended.tokens(0..<length), modulations.text, compute)
        )
    }

    var byteCount: Int { picture.byteCount + text.byteCount }
}
