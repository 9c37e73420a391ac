internal import Tensors
internal import Tokenizers

// Families that read T5 alone. What they fill up to, and what they do with what fills up, is ComfyUI's
// (comfy/text_encoders).

extension TextEncoderRecipe {
    /// Chroma and PixArt fill nothing up, and their neutral prompt is nothing but padding.
    static let chroma = t5("Chroma", [.chroma], minimumLength: 1, T5Rules(neutralEnds: false))
    static let pixart = t5("PixArt", [.pixart], minimumLength: 1, T5Rules(neutralEnds: false))

    static let ltxVideo = t5("LTX-Video", [.ltxv], minimumLength: 128, T5Rules(masks: true, tellsMask: true))

    /// Genmo's, which ComfyUI also makes of a T5 that no type asks for.
    static let mochi = t5(
        "Mochi", [.mochi, .stableDiffusion], minimumLength: 256, T5Rules(masks: true, tellsMask: true))

    static let cosmos = TextEncoderRecipe(
        "Cosmos", [.cosmos, .stableDiffusion], [Part("t5xxl", .t5OldXXL)]
    ) { parts in
        try T5TextEncoder(
            parts.part("t5xxl").reader, .t5(minimumLength: 512),
            T5Rules(masks: true, clearsPadding: true, tellsMask: true), parts.weights)
    }

    /// Alibaba's, which reads the multilingual UMT5.
    static let wan = TextEncoderRecipe(
        "Wan", [.wan, .stableDiffusion], [Part("umt5xxl", .umt5XXL)]
    ) { parts in
        let part = parts.part("umt5xxl")
        return try T5TextEncoder(
            part.reader, .sentences(parts.sentencePieces("umt5xxl") ?? .umt5, pad: 0, minimumLength: 512),
            T5Rules(key: "umt5xxl", masks: true, clearsPadding: true), parts.weights)
    }

    /// fal's, which reads Pile-T5: a T5-XL with Llama 2's tokens.
    static let auraFlow = TextEncoderRecipe(
        "AuraFlow", [.stableDiffusion], [Part("pile_t5xl", .t5XL)]
    ) { parts in
        let part = parts.part("pile_t5xl")
        let pieces = try parts.sentencePieces("pile_t5xl") ?? LanguageVocabulary.pileT5(beside: part.found.file)
        return try T5TextEncoder(
            part.reader, .sentences(pieces, pad: 1, minimumLength: 256),
            .auraFlow, parts.weights)
    }

    private static func t5(
        _ name: String, _ types: Set<CLIPType>, minimumLength: Int, _ rules: T5Rules
    ) -> TextEncoderRecipe {
        TextEncoderRecipe(name, types, [Part("t5xxl", .t5XXL)]) { parts in
            try T5TextEncoder(
                parts.part("t5xxl").reader, .t5(minimumLength: minimumLength), rules, parts.weights)
        }
    }
}
