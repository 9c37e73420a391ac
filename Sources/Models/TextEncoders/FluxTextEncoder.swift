package import Tensors

/// Flux.1's pair: the tokens are T5's, the pooled output is CLIP-L's.
package final class FluxTextEncoder: TextEncoder {
    private let clip: CLIPTextEncoder
    private let t5: T5TextEncoder

    package let weights: PatchableWeights<any TextEncoder>?
    package var room: WeightRoom { t5.room }
    package var byteCount: Int { clip.byteCount + t5.byteCount }

    /// Two that share a room.
    init(_ clip: CLIPTextEncoder, _ t5: T5TextEncoder, _ weights: PatchableWeights<any TextEncoder>?) {
        precondition(clip.room === t5.room)
        (self.clip, self.t5, self.weights) = (clip, t5, weights)
    }

    package func encode(
        _ prompt: Prompt, layer: Int?, embedding: EmbeddingLookup, _ compute: Compute
    ) throws -> EncodedPrompt {
        var result = try t5.encode(prompt, layer: layer, embedding: embedding, compute)
        let pooled = try clip.encode(prompt, layer: layer, embedding: embedding, compute)
        result.pooled = pooled.pooled
        result.addMissing(pooled.missingEmbeddings)
        return result
    }
}
