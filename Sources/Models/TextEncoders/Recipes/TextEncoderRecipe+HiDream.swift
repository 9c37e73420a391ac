internal import Tokenizers

extension TextEncoderRecipe {
    /// HiDream.ai's: CLIP-L, CLIP-G, T5 and Llama 3, or any of them.
    static let hiDream = TextEncoderRecipe(
        "HiDream", [.hidream],
        [Part("clip_l", .clipL), Part("clip_g", .clipG), Part("t5xxl", .t5XXL), Part("llama", .llama3)], least: 1
    ) { parts in
        let least = HiDreamTextEncoder.leastTokens
        let llama = try parts["llama"].map { part in
            let tokenizer = try parts.kept("llama tokenizer") {
                SequenceTokenizer.llama3(
                    try LanguageVocabulary.llama3(beside: part.found.file), minimumLength: least)
            }
            return try DecoderTextEncoder(
                part.reader, .llama3, DecoderStyle(key: "llama"), tokenizer, parts.weights)
        }
        let t5 = try parts["t5xxl"].map { part in
            var tokenizer = SequenceTokenizer.t5(minimumLength: least)
            tokenizer.maximumLength = least
            return try T5TextEncoder(part.reader, tokenizer, T5Rules(masks: true), parts.weights)
        }
        return HiDreamTextEncoder(
            l: try parts.clip(.l), g: try parts.clip(.xlG), t5: t5, llama: llama, parts.weights, parts.room)
    }
}
