package import Tensors
internal import Tokenizers

/// HiDream's four, or some of them: T5's tokens, the layers of a language model, and the pooled outputs of both CLIPs side
/// by side (diffusers, pipeline_hidream_image.py). In the place of what is missing there are zeros.
package final class HiDreamTextEncoder: TextEncoder {
    private let l: CLIPTextEncoder?
    private let g: CLIPTextEncoder?
    private let t5: T5TextEncoder?
    private let llama: DecoderTextEncoder?

    package let weights: PatchableWeights<any TextEncoder>?
    package let room: WeightRoom
    package var byteCount: Int {
        (l?.byteCount ?? 0) + (g?.byteCount ?? 0) + (t5?.byteCount ?? 0) + (llama?.byteCount ?? 0)
    }

    /// Widths of those that are missing, and layers of the language model.
    private static let (widthL, widthG, width, depth) = (768, 1280, 4096, 32)
    /// Tokens of a prompt, at least.
    static let leastTokens = 128

    /// Some that share a room.
    init(
        l: CLIPTextEncoder?, g: CLIPTextEncoder?, t5: T5TextEncoder?, llama: DecoderTextEncoder?,
        _ weights: PatchableWeights<any TextEncoder>?, _ room: WeightRoom
    ) {
        (self.l, self.g, self.t5, self.llama, self.weights, self.room) = (l, g, t5, llama, weights, room)
    }

    package func encode(
        _ prompt: Prompt, layer: Int?, embedding: EmbeddingLookup, _ compute: Compute
    ) throws -> EncodedPrompt {
        var result =
            try t5?.encode(prompt, layer: layer, embedding: embedding, compute)
            ?? EncodedPrompt(hidden: Tensor(zeros: [1, Self.leastTokens, Self.width]))
        var pooled: [Tensor] = []
        for (encoder, width) in [(l, Self.widthL), (g, Self.widthG)] {
            guard let encoder else {
                pooled.append(Tensor(zeros: [1, width]))
                continue
            }
            let tokens = try encoder.tokens(prompt, embedding)
            // that of the first chunk, whatever follows
            pooled.append(try encoder.encode(Array(tokens.chunks.prefix(1)), compute).pooled)
            result.addMissing(tokens.missingEmbeddings)
        }
        result.pooled = try compute.concatChannels(pooled[0], pooled[1])
        let layers = try llama?.encodeLayers(prompt, embedding: embedding, compute)
        result.addMissing(layers?.missing ?? [])
        result.languageLayers = layers?.layers ?? Tensor(zeros: [1, Self.depth, 1, Self.width])
        return result
    }
}
