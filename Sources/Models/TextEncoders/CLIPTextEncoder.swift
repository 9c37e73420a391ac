internal import System
package import Tensors
package import Tokenizers

/// One of CLIP's text encoders with ComfyUI's way of weighting prompts.
package final class CLIPTextEncoder: TextEncoder {
    private let model: CLIPTextModel
    let variant: CLIPVariant
    private let tokenizer: PromptTokenizer

    package let room: WeightRoom
    package var width: Int { model.width }
    package var byteCount: Int { model.byteCount }
    package let weights: PatchableWeights<any TextEncoder>?
    var key: String { variant.key }

    /// - Parameter reader: at the tensors `embeddings...`, `encoder...`, `final_layer_norm...`
    init(_ reader: WeightReader, _ variant: CLIPVariant, _ weights: PatchableWeights<any TextEncoder>? = nil) throws {
        room = reader.room
        model = try CLIPTextModel(reader, activation: variant.activation)
        tokenizer = PromptTokenizer(chunkLength: model.maximumLength, padToken: variant.padToken)
        self.variant = variant
        self.weights =
            weights
            ?? PatchableWeights([.init(variant.weightPrefix, reader)]) { readers, weights in
                try CLIPTextEncoder(readers[0], variant, weights)
            }
    }

    package func encode(
        _ prompt: Prompt, layer: Int?, embedding: EmbeddingLookup, _ compute: Compute
    ) throws -> EncodedPrompt {
        let tokens = try tokens(prompt, embedding)
        let (hidden, pooled) = try encode(tokens.chunks, layer: layer, compute)
        return EncodedPrompt(hidden: hidden, pooled: pooled, missingEmbeddings: tokens.missingEmbeddings)
    }

    func tokens(_ prompt: Prompt, _ embedding: EmbeddingLookup) throws -> PromptTokenizer.Result {
        var tokenizer = tokenizer
        tokenizer.added = prompt.addedTokens
        let result = try tokenizer.tokenize(prompt.text(for: key), dropping: prompt.droppedSegment) {
            try embedding($0, "clip_\(key)", width)
        }
        try Cancellation.checkCurrent()
        return result
    }

    /// The one chunk of an empty prompt.
    var emptyChunk: [PromptToken] { tokenizer.tokenize("") { (_) throws(Never) in nil }.chunks[0] }

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
            if PromptWeights.count(in: chunks.joined()) {
                let neutral = try run(emptyChunk, layer, compute).hidden.reshaped([length, width])
                for (index, chunk) in chunks.enumerated() {
                    hidden[index] = PromptWeights.weighed(hidden[index], chunk, neutral)
                }
            }
            return (Tensor.concatenated(hidden).reshaped([1, chunks.count * length, width]), pooled!)
        }
    }

    private func run(
        _ chunk: [PromptToken], _ layer: Int?, _ compute: Compute
    ) throws -> (hidden: Tensor, pooled: Tensor) {
        try model(
            [chunk], layer: layer ?? variant.layer, normsHidden: variant.normsHidden,
            projectsPooled: variant.projectsPooled, compute)
    }
}
