internal import Tokenizers

extension TextEncoderRecipe {
    /// Black Forest Labs' first models: T5's tokens, and CLIP-L's pooled output.
    static let flux = TextEncoderRecipe(
        "Flux.1", [.flux], [Part("clip_l", .clipL), Part("t5xxl", .t5XXL)]
    ) { parts in
        FluxTextEncoder(
            try parts.clip(.fluxL)!,
            try T5TextEncoder(parts.part("t5xxl").reader, .t5(minimumLength: 256), T5Rules(), parts.weights),
            parts.weights)
    }
}
