internal import Tokenizers

extension TextEncoderRecipe {
    /// Stability AI's third: CLIP-L, CLIP-G and T5, or any of them.
    static let stableDiffusion3 = TextEncoderRecipe(
        "Stable Diffusion 3", [.sd3], [Part("clip_l", .clipL), Part("clip_g", .clipG), Part("t5xxl", .t5XXL)], least: 1
    ) { parts in
        StableDiffusion3TextEncoder(
            l: try parts.clip(.sd3L), g: try parts.clip(.xlG),
            t5: try parts["t5xxl"].map {
                try T5TextEncoder($0.reader, .t5(minimumLength: 77), T5Rules(), parts.weights)
            },
            parts.weights, parts.room)
    }
}
