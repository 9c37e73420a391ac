package import Tensors
package import Tokenizers

/// One of CLIP's text encoders with ComfyUI's way of weighting prompts.
package final class CLIPTextEncoder: TextEncoder {
    private let model: CLIPTextModel
    private let variant: CLIPVariant
    private let tokenizer: PromptTokenizer

    package let room: WeightRoom
    package var width: Int { model.width }
    package var byteCount: Int { model.byteCount }
    var key: String { variant.key }

    /// - Parameter reader: at the tensors `embeddings...`, `encoder...`, `final_layer_norm...`
    init(_ reader: WeightReader, _ variant: CLIPVariant) throws {
        room = reader.room
        model = try CLIPTextModel(reader, activation: variant.activation)
        tokenizer = PromptTokenizer(chunkLength: model.maximumLength, padToken: variant.padToken)
        self.variant = variant
    }

    package func encode(
        _ prompt: Prompt, layer: Int?, embedding: EmbeddingLookup, _ compute: Compute
    ) throws -> EncodedPrompt {
        let tokens = try tokens(prompt, embedding)
        let (hidden, pooled) = try encode(tokens.chunks, layer: layer, compute)
        return EncodedPrompt(hidden: hidden, pooled: pooled, missingEmbeddings: tokens.missingEmbeddings)
    }

    func tokens(_ prompt: Prompt, _ embedding: EmbeddingLookup) throws -> PromptTokenizer.Result {
        try tokenizer.tokenize(prompt.text(for: key)) { try embedding($0, "clip_\(key)", width) }
    }

    /// The one chunk of an empty prompt.
    var emptyChunk: [PromptToken] { tokenizer.tokenize("") { (_) throws(Never) in nil }.chunks[0] }

    /// A weight w moves a token's output z to (z - e) * w + e, where e is the output at its place for an empty prompt.
    ///
    /// - Parameter chunks: n of them as the tokenizer makes them
    /// - Returns: hidden [1, n * T, width]; pooled [1, P], the first chunk's
    package func encode(
        _ chunks: [[PromptToken]], layer: Int? = nil, _ compute: Compute
    ) throws -> (hidden: Tensor, pooled: Tensor) {
        guard let length = chunks.first?.count, length > 0 else { throw ModelError(.badInput, "an empty prompt") }
        let compute = compute.computing(.textEncoder)
        return try room.use {
            var hidden: [Tensor] = []
            var pooled: Tensor?
            // one at a time: a long prompt's memory does not grow with it
            for chunk in chunks {
                let result = try run(chunk, layer, compute)
                hidden.append(result.hidden.reshaped([length, width]))
                pooled = pooled ?? result.pooled
            }
            if chunks.joined().contains(where: { $0.weight != 1 }) {
                let neutral = try run(emptyChunk, layer, compute).hidden
                for (index, chunk) in chunks.enumerated() { hidden[index] = weighed(hidden[index], chunk, neutral) }
            }
            return (Tensor.concatenated(hidden).reshaped([1, chunks.count * length, width]), pooled!)
        }
    }

    private func run(
        _ chunk: [PromptToken], _ layer: Int?, _ compute: Compute
    ) throws -> (hidden: Tensor, pooled: Tensor) {
        try model([chunk], layer: layer ?? variant.layer, normsHidden: variant.normsHidden, compute)
    }

    /// z: [T, width], neutral: [1, T, width] -> [T, width]
    private func weighed(_ z: Tensor, _ chunk: [PromptToken], _ neutral: Tensor) -> Tensor {
        let neutral = neutral.reshaped([neutral.shape[1], width])
        return Tensor.concatenated(
            chunk.enumerated().map { place, token in
                let row = place..<place + 1
                guard token.weight != 1 else { return z.slice(row) }
                return (z.slice(row) - neutral.slice(row)) * Float(token.weight) + neutral.slice(row)
            })
    }
}
