package import Tensors
internal import Tokenizers

/// SDXL's pair of text encoders: their outputs lie side by side, and the pooled one is the second's
/// (Podell et al. 2023, section 2.1).
package final class TwoCLIPTextEncoder: TextEncoder {
    private let first: CLIPTextEncoder
    private let second: CLIPTextEncoder

    package var room: WeightRoom { first.room }
    package var byteCount: Int { first.byteCount + second.byteCount }
    package let weights: PatchableWeights<any TextEncoder>?

    /// Two that share a room.
    init(
        _ first: CLIPTextEncoder, _ second: CLIPTextEncoder, _ weights: PatchableWeights<any TextEncoder>? = nil
    ) {
        precondition(first.room === second.room)
        let variants = (first.variant, second.variant)
        let parts = (first.weights?.parts ?? []) + (second.weights?.parts ?? [])
        self.weights =
            weights
            ?? PatchableWeights(parts) { readers, weights in
                TwoCLIPTextEncoder(
                    try CLIPTextEncoder(readers[0], variants.0), try CLIPTextEncoder(readers[1], variants.1), weights)
            }
        self.first = first
        self.second = second
    }

    package func encode(
        _ prompt: Prompt, layer: Int?, embedding: EmbeddingLookup, _ compute: Compute
    ) throws -> EncodedPrompt {
        var tokens = [try first.tokens(prompt, embedding), try second.tokens(prompt, embedding)]
        if prompt.isDivided {
            let longest = max(tokens[0].chunks.count, tokens[1].chunks.count)
            for (index, encoder) in [first, second].enumerated() {
                let missing = longest - tokens[index].chunks.count
                tokens[index].chunks += Array(repeating: encoder.emptyChunk, count: missing)
            }
        }
        let a = try first.encode(tokens[0].chunks, layer: layer, compute)
        let b = try second.encode(tokens[1].chunks, layer: layer, compute)
        // one text may have more chunks than the other encoder's where that one lacks an embedding
        let length = min(a.hidden.shape[1], b.hidden.shape[1])
        func cut(_ hidden: Tensor) -> Tensor { hidden.reshaped(Array(hidden.shape.dropFirst())).slice(0..<length) }
        let hidden = try compute.concatChannels(cut(a.hidden), cut(b.hidden))
        var result = EncodedPrompt(
            hidden: hidden.reshaped([1] + hidden.shape), pooled: b.pooled,
            missingEmbeddings: tokens[0].missingEmbeddings)
        result.addMissing(tokens[1].missingEmbeddings)
        return result
    }
}
