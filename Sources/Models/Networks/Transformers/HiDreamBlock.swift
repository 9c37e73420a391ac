internal import Tensors

/// A block of HiDream: of picture and text with weights of their own, which attend to each other, or of one stream.
struct HiDreamBlock: Sendable {
    private let heads: Int
    private let modulator: FluxModulator
    private let picture: HiDreamStream
    /// Nil in blocks of one stream.
    private let text: HiDreamStream?

    /// - Parameter reader: at the block
    init(_ reader: WeightReader, width: Int, heads: Int, hasText: Bool) throws {
        self.heads = heads
        modulator = try FluxModulator(
            reader, name: "adaLN_modulation.1", width: width, count: hasText ? 4 : 2)
        picture = try HiDreamStream(reader, suffix: "", feedForward: "ff_i", width: width)
        text = hasText ? try HiDreamStream(reader, suffix: "_t", feedForward: "ff_t", width: width) : nil
    }

    /// - Parameters:
    ///   - x: the picture's tokens or, in one stream, all. [B, T, width]
    ///   - others: the text's tokens, in blocks of two streams
    ///   - vector: activated. [B, width]
    ///   - turns: of the picture's tokens, then of the text's
    func callAsFunction(
        _ x: Tensor, text others: Tensor? = nil, vector: Tensor, turns: Tensor, _ compute: Compute
    ) throws -> (picture: Tensor, text: Tensor?) {
        let modulations = try modulator(vector, compute)
        let own = try picture.factors(x, modulations[0], compute)
        func attended(_ streams: [AttentionRows]) throws -> Tensor {
            try AttentionRows.attention(streams, turns: turns, AttentionOptions(heads: heads), compute)
        }
        guard let text, let others else {
            return (try picture.finish(x, attended: attended([own]), modulations[0..<2], compute), nil)
        }
        let all = try attended([own, text.factors(others, modulations[2], compute)])
        let count = x.shape[1]
        return (
            try picture.finish(x, attended: all.tokens(0..<count), modulations[0..<2], compute),
            try text.finish(others, attended: all.tokens(count..<all.shape[1]), modulations[2..<4], compute)
        )
    }

    /// Floats that it keeps for a token, about.
    var floatsPerToken: Int { 6 * heads * HiDreamNetwork.headWidth + 3 * picture.inner }
    var byteCount: Int { modulator.byteCount + picture.byteCount + (text?.byteCount ?? 0) }
}
