internal import Tensors
internal import Tokenizers

extension DecoderTextEncoder {
    /// What each layer makes of a prompt. [1, layers, T, width]
    func encodeLayers(
        _ prompt: Prompt, embedding: EmbeddingLookup, _ compute: Compute
    ) throws -> (layers: Tensor, missing: [String]) {
        let found = try tokens(prompt, embedding)
        let tokens = found.chunks[0]
        guard !tokens.isEmpty else { throw ModelError(.badInput, "an empty prompt") }
        let compute = compute.computing(.textEncoder)
        return try room.use {
            var layers = try model.allLayers(sequence(tokens, [], compute), compute)
            if PromptWeights.count(in: tokens) {
                let neutral = try model.allLayers(neutral(tokens.count, compute), compute)
                // as the reference does it: the weight of the first token is the first state's, which is before all
                // layers and is left out, that of the second one is the first layer's, ...
                let flat = [layers.shape[0], layers.count / layers.shape[0]]
                let own = Array(tokens.dropFirst().prefix(flat[0]))
                layers = PromptWeights.weighed(layers.reshaped(flat), own, neutral.reshaped(flat))
                    .reshaped(layers.shape)
            }
            return (layers.reshaped([1] + layers.shape), found.missingEmbeddings)
        }
    }
}
