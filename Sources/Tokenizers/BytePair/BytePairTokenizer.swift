/// A language model's byte-pair tokenizer: special tokens, words, byte pairs.
package struct BytePairTokenizer: TextTokenizer {
    private let vocabulary: BytePairVocabulary
    private let pattern: WordPattern
    private let specials: SpecialTokens
    /// What is added to the tokens of the vocabulary, before which special ones may lie.
    private let offset: Int
    private let isComposed: Bool
    /// Special tokens that are part of what a model writes: of its thoughts, and of tools that it calls.
    private let written: [Int: [UInt8]]

    /// - Parameter isComposed: whether texts are brought to Unicode's form NFC.
    init(
        _ vocabulary: BytePairVocabulary, _ pattern: WordPattern, specials: some Sequence<(String, Int)>,
        offset: Int = 0, isComposed: Bool = false
    ) {
        (self.vocabulary, self.pattern, self.offset, self.isComposed) = (vocabulary, pattern, offset, isComposed)
        self.specials = SpecialTokens(specials)
        written = Dictionary(
            specials.filter { Self.writtenTexts.contains($0.0) }.map { ($1, Array($0.utf8)) }, uniquingKeysWith: { $1 })
    }

    private static let writtenTexts: Set = [
        "<think>", "</think>", "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>",
    ]

    package func bytes(of token: Int) -> ArraySlice<UInt8> {
        if let text = written[token] { return text[...] }
        let (index, overflow) = token.subtractingReportingOverflow(offset)
        return !overflow && (0..<vocabulary.count).contains(index) ? vocabulary.text(index) : []
    }

    package func encode(_ text: ArraySlice<Unicode.Scalar>) -> [Int] {
        var tokens: [Int] = []
        specials.split(text) { part in
            switch part {
            case .token(let token): tokens.append(token)
            case .text(let text):
                let composed = isComposed ? Composition.composed(text)[...] : text
                let first = tokens.count
                pattern.forEach(in: composed) { vocabulary.encode($0.utf8[...], into: &tokens) }
                if offset != 0 { for index in first..<tokens.count { tokens[index] += offset } }
            }
        }
        return tokens
    }
}

extension BytePairTokenizer {
    /// Of Qwen2, Qwen2.5 and Qwen3 (Bai et al. 2023, arXiv 2309.16609): 151,643 tokens and the special ones of Qwen3.
    package static let qwen = BytePairTokenizer(
        BytePairVocabulary.qwen, .qwen,
        specials: [
            "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>",
            "<|box_start|>", "<|box_end|>", "<|quad_start|>", "<|quad_end|>", "<|vision_start|>", "<|vision_end|>",
            "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>", "<tool_call>", "</tool_call>", "<|fim_prefix|>",
            "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>", "<|repo_name|>", "<|file_sep|>", "<tool_response>",
            "</tool_response>", "<think>", "</think>",
        ].enumerated().map { ($1, 151_643 + $0) },
        isComposed: true)

    /// Of Mistral's models since 2024 (tekken), the special tokens before all others.
    package static let tekken = BytePairTokenizer(
        BytePairVocabulary.tekken, .llama3, specials: tekkenSpecials, offset: 1000)

    static let tekkenSpecials =
        [
            "<unk>", "<s>", "</s>", "[INST]", "[/INST]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]",
            "[/TOOL_RESULTS]", "[TOOL_CALLS]", "[IMG]", "<pad>", "[IMG_BREAK]", "[IMG_END]", "[PREFIX]", "[MIDDLE]",
            "[SUFFIX]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[TOOL_CONTENT]",
        ].enumerated().map { ($1, $0) } + (20..<1000).map { ("<SPECIAL_\($0)>", $0) }
}
