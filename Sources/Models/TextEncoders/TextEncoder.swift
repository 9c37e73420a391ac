package import Tensors
package import Tokenizers

/// A checkpoint's text encoder with ComfyUI's way of weighting prompts.
///
/// Weights are rounded to fp16 and computed in f32, as ComfyUI keeps text encoders on a CPU.
package final class TextEncoder: Sendable {
    private let model: CLIPTextModel

    package var width: Int { model.width }
    /// Bytes of the weights as stored.
    package var byteCount: Int { model.byteCount }
    package let room: WeightRoom
    /// Places in a chunk.
    package var chunkLength: Int { model.maximumLength }

    /// - Parameter reader: at the tensors `embeddings...`, `encoder...`, `final_layer_norm...`
    package init(_ reader: WeightReader) throws {
        room = reader.room
        model = try CLIPTextModel(reader)
    }

    /// Encodes a prompt. A weight w moves a token's output z to (z - e) * w + e, where e is the output at its place
    /// for an empty prompt.
    ///
    /// - Parameters:
    ///   - chunks: n chunks as `PromptTokenizer` makes them
    ///   - clipSkip: -1 for the last layer, -2 for the one before it, ...
    /// - Returns: hidden [1, n * T, width]; pooled [1, width], the first chunk's
    package func encode(
        _ chunks: [[PromptToken]], clipSkip: Int = -1, _ compute: Compute
    ) throws -> (hidden: Tensor, pooled: Tensor) {
        try room.use { try encodeChunks(chunks, clipSkip: clipSkip, compute.computing(.textEncoder)) }
    }

    private func encodeChunks(
        _ chunks: [[PromptToken]], clipSkip: Int, _ compute: Compute
    ) throws -> (hidden: Tensor, pooled: Tensor) {
        guard let length = chunks.first?.count, length > 0 else { throw ModelError(.badInput, "an empty prompt") }
        let hasWeights = chunks.joined().contains { $0.weight != 1 }
        var hidden: [Tensor] = []
        var pooled: Tensor?
        // one at a time: a long prompt's memory does not grow with it
        for chunk in chunks {
            let result = try model([chunk], skip: clipSkip, compute)
            hidden.append(result.hidden.reshaped([length, width]))
            pooled = pooled ?? result.pooled
        }
        if hasWeights {
            let empty = try PromptTokenizer(chunkLength: length).tokenize("") { (_) throws(ModelError) in nil }
            let neutral = try model(empty.chunks, skip: clipSkip, compute).hidden.floats
            for (index, chunk) in chunks.enumerated() {
                hidden[index].withMutableFloats { z in
                    for (place, token) in chunk.enumerated() where token.weight != 1 {
                        let weight = Float(token.weight)
                        for i in place * width..<(place + 1) * width {
                            z[i] = (z[i] - neutral[i]) * weight + neutral[i]
                        }
                    }
                }
            }
        }
        return (Tensor.concatenated(hidden).reshaped([1, chunks.count * length, width]), pooled!)
    }
}
