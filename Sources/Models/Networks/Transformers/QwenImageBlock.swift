internal import Tensors

/// A block of Qwen-Image: two streams that attend to each other.
struct QwenImageBlock: Sendable {
    private let picture: QwenImageStream
    private let text: QwenImageStream
    private let heads: Int

    init(_ reader: WeightReader, width: Int, headWidth: Int) throws {
        heads = width / headWidth
        picture = try QwenImageStream(reader, "img", .picture, width: width, headWidth: headWidth)
        text = try QwenImageStream(reader, "txt", .text, width: width, headWidth: headWidth)
    }

    /// - Parameters:
    ///   - streams: [B, T, width] each
    ///   - times: of the picture's tokens; the text's are modulated by the first
    ///   - turns: of the text's tokens, then of the picture's
    ///   - bias: of the scores of all keys in that order. [B, 1, 1, S]
    func callAsFunction(
        _ streams: (picture: Tensor, text: Tensor), _ times: QwenImageStream.Times, turns: Tensor, bias: Tensor?,
        _ compute: Compute
    ) throws -> (picture: Tensor, text: Tensor) {
        let forPicture = try picture.modulations(times, compute)
        let forText = try text.modulations(.init(vector: times.vector, rest: nil), compute)
        let attended = try AttentionRows.attention(
            [
                text.factors(streams.text, forText, compute), picture.factors(streams.picture, forPicture, compute),
            ], turns: turns, AttentionOptions(heads: heads, bias: bias), compute)
        let length = streams.text.shape[1]
        return (
            try picture.finish(
                streams.picture, attended: attended.tokens(length..<attended.shape[1]), forPicture, compute),
            try text.finish(streams.text, attended: attended.tokens(0..<length), forText, compute)
        )
    }

    var byteCount: Int { picture.byteCount + text.byteCount }
}
