internal import Tensors

/// A block in which text and picture attend to each other.
struct MMDiTBlock: Sendable {
    private let text: MMDiTHalf
    private let picture: MMDiTHalf
    private let heads: Int

    init(_ reader: WeightReader, width: Int, heads: Int, isLast: Bool) throws {
        self.heads = heads
        text = try MMDiTHalf(reader.at("context_block"), width: width, headWidth: width / heads, isLast: isLast)
        picture = try MMDiTHalf(reader.at("x_block"), width: width, headWidth: width / heads, isLast: false)
    }

    /// - Parameters:
    ///   - streams: [B, T, width] each
    ///   - vector: activated. [B, width]
    /// - Returns: the text as it was where the block is the last.
    func callAsFunction(
        _ streams: (picture: Tensor, text: Tensor), vector: Tensor, _ compute: Compute
    ) throws -> (picture: Tensor, text: Tensor) {
        let (forText, forPicture) = (
            try text.modulations(vector, compute), try picture.modulations(vector, compute)
        )
        let attended = try AttentionRows.attention(
            [
                text.attention(text.normed(streams.text, forText, 0, compute), compute),
                picture.attention(picture.normed(streams.picture, forPicture, 0, compute), compute),
            ], turns: nil, AttentionOptions(heads: heads), compute)
        let alone = try picture.ownAttention.map { attention in
            try AttentionRows.attention(
                [attention(picture.normed(streams.picture, forPicture, 6, compute), compute)], turns: nil,
                AttentionOptions(heads: heads), compute)
        }
        let length = streams.text.shape[1]
        let newText = try text.finish(
            streams.text, attended: attended.tokens(0..<length), own: nil, forText, compute)
        let newPicture = try picture.finish(
            streams.picture, attended: attended.tokens(length..<attended.shape[1]), own: alone, forPicture, compute)
        return (newPicture ?? streams.picture, newText ?? streams.text)
    }

    var byteCount: Int { text.byteCount + picture.byteCount }
}
