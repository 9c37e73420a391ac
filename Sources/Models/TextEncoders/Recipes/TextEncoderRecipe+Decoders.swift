internal import Tensors
internal import Tokenizers

/// Language models that families read alone.
extension TextEncoderRecipe {
    static let zImage = decoder("Z-Image", [.lumina2], "qwen3_4b", .qwen3Medium, servesAnyType: true) { _ in
        var style = DecoderStyle(key: "qwen3_4b", template: .zImage)
        style.output = .layer(-2)
        return (.qwen3, style, plainQwen())
    }

    static let klein4B = klein("4B", "qwen3_4b", .qwen3Medium)
    static let klein8B = klein("9B", "qwen3_8b", .qwen3Large, servesAnyType: true)

    private static func klein(
        _ size: String, _ key: String, _ kind: TextEncoderKind, servesAnyType: Bool = false
    ) -> TextEncoderRecipe {
        decoder("Flux.2 klein \(size)", [.flux2, .flux], key, kind, servesAnyType: servesAnyType) { _ in
            var style = DecoderStyle(key: key, template: .klein)
            style.output = .inputs([9, 18, 27])
            return (.qwen3, style, plainQwen(minimumLength: 512))
        }
    }

    static let flux2 = decoder("Flux.2 dev", [.flux2], "mistral3_24b", .mistral, servesAnyType: true) { parts in
        var style = DecoderStyle(key: "mistral3_24b", template: .flux2)
        style.output = .inputs([10, 20, 30])
        let vocabulary = try LanguageVocabulary.mistral(parts.part("mistral3_24b").found.file)
        return (.mistral, style, .mistral(vocabulary))
    }

    static let qwenImage = decoder(
        "Qwen-Image", [.qwenImage], "qwen25_7b", .qwen25Large, servesAnyType: true
    ) { _ in
        var style = DecoderStyle(key: "qwen25_7b", template: .qwenImage, pictureTemplate: .qwenImageEdit)
        style.wholePrefixes = ["<|im_start|>", "<|start_header_id|>"]
        (style.kept, style.tellsMask) = (.fromUser, false)
        return (.qwen25, style, plainQwen())
    }

    /// Qwen-Image's prompts without the answer that they ask for, and the third layer from the end of them
    /// (Tencent-Hunyuan/HunyuanImage-2.1, hyimage/models/text_encoder/__init__.py).
    static let hunyuanImage = decoder("Hunyuan Image", [.hunyuanImage], "qwen25_7b", .qwen25Large) { _ in
        var style = DecoderStyle(key: "qwen25_7b", template: .hunyuanImage, pictureTemplate: .qwenImageEdit)
        style.wholePrefixes = ["<|im_start|>", "<|start_header_id|>"]
        (style.kept, style.tellsMask, style.output) = (.fromUser, false, .layer(-3))
        return (.qwen25, style, plainQwen())
    }

    static let omniGen2 = decoder(
        "OmniGen2", [.omnigen2], "qwen25_3b", .qwen25Small, servesAnyType: true
    ) { _ in
        (.qwen25, DecoderStyle(key: "qwen25_3b", template: .omniGen2), .qwen())
    }

    static let ovisImage = decoder(
        "Ovis Image", [.ovis], "qwen3_2b", .qwen3Small, servesAnyType: true
    ) { _ in
        var style = DecoderStyle(key: "qwen3_2b", template: .ovis)
        (style.kept, style.tellsMask, style.clearsPadding) = (.fromBackground, false, true)
        return (.qwen3, style, plainQwen(minimumLength: 284))
    }

    static let lumina2 = decoder("Lumina 2", [.lumina2], "gemma2_2b", .gemma2, servesAnyType: true) { parts in
        var style = DecoderStyle(key: "gemma2_2b")
        style.output = .layer(-2)
        let file = parts.part("gemma2_2b").found.file
        let pieces = try parts.sentencePieces("gemma2_2b") ?? LanguageVocabulary.gemma(beside: file)
        return (.gemma2(file), style, .gemma(pieces, isWeighted: true))
    }

    /// Qwen's tokens of prompts in which parentheses mean nothing.
    private static func plainQwen(minimumLength: Int = 1) -> SequenceTokenizer {
        var tokenizer = SequenceTokenizer.qwen(minimumLength: minimumLength)
        tokenizer.isWeighted = false
        return tokenizer
    }

    /// A language model alone.
    private static func decoder(
        _ name: String, _ types: Set<CLIPType>, _ key: String, _ kind: TextEncoderKind, servesAnyType: Bool = false,
        _ describe: @escaping @Sendable (TextEncoderParts) throws -> (DecoderVariant, DecoderStyle, SequenceTokenizer)
    ) -> TextEncoderRecipe {
        var recipe = TextEncoderRecipe(name, types, [Part(key, kind)]) { parts in
            let (variant, style, tokenizer) = try parts.kept(key) { try describe(parts) }
            return try DecoderTextEncoder(parts.part(key).reader, variant, style, tokenizer, parts.weights)
        }
        recipe.servesAnyType = servesAnyType
        return recipe
    }
}
