/// Turns prompts into one sequence of tokens each, as ComfyUI's `SDTokenizer` does for language models.
package struct SequenceTokenizer: Sendable {
    package var tokenizer: any TextTokenizer
    /// What begins every sequence and what ends it, if anything does.
    package var startToken: Int?
    package var endToken: Int?
    package var padToken: Int
    /// Shorter sequences are filled up.
    package var minimumLength: Int
    /// So many more places are filled up first.
    package var minimumPadding = 0
    /// Of longer sequences the rest is left out, but for the end; nil keeps all.
    package var maximumLength: Int?
    package var padsLeft = false
    /// Whether parentheses in prompts weigh.
    package var isWeighted = true
    /// Whether prompts may name textual inversions.
    package var readsEmbeddings = true
    /// Texts that are one token where a part of a prompt is nothing else.
    package var wholeTexts: [String: Int] = [:]

    /// Behind which language models have said what they had to say.
    package var lastTokens: Set<Int> = []

    /// A weighted segment of fewer tokens is left out rather than being cut.
    private static let shortestCut = 8

    package init(
        _ tokenizer: any TextTokenizer, start: Int? = nil, end: Int? = nil, pad: Int, minimumLength: Int = 1
    ) {
        (self.tokenizer, startToken, endToken, padToken) = (tokenizer, start, end, pad)
        self.minimumLength = minimumLength
    }

    /// - Parameter embedding: as for `PromptTokenizer`.
    /// - Returns: one chunk, of any length, which may be empty.
    package func tokenize<E: Error>(
        _ prompt: String, isWeighted: Bool? = nil, embedding: (_ name: String) throws(E) -> [[Float]]?
    ) throws(E) -> PromptTokenizer.Result {
        let (groups, missing) = try PromptGroups.of(
            prompt, isWeighted: isWeighted ?? self.isWeighted, readsEmbeddings: readsEmbeddings, embedding: embedding,
            tokens: tokens)
        return PromptTokenizer.Result(chunks: [sequence(groups)], missingEmbeddings: missing)
    }

    private func tokens(_ text: ArraySlice<Unicode.Scalar>) -> [Int] {
        if !wholeTexts.isEmpty {
            for (whole, token) in wholeTexts where whole.unicodeScalars.elementsEqual(text) { return [token] }
        }
        return tokenizer.encode(text)
    }

    private func sequence(_ groups: [[PromptToken]]) -> [PromptToken] {
        var sequence = startToken.map { [PromptToken(.token($0))] } ?? []
        let room = (maximumLength ?? .max) - (endToken == nil ? 0 : 1)
        var isCut = false
        for group in groups {
            isCut = sequence.count + group.count > room
            if !isCut {
                sequence += group
                continue
            }
            if group.count >= Self.shortestCut { sequence += group.prefix(room - sequence.count) }
            break
        }
        if let endToken { sequence.append(PromptToken(.token(endToken))) }
        if isCut { return sequence }
        let missing = max(minimumPadding, minimumLength - sequence.count)
        let padding = Array(repeating: PromptToken(.token(padToken)), count: max(0, missing))
        return padsLeft ? padding + sequence : sequence + padding
    }
}

extension SequenceTokenizer {
    /// T5's, of which Flux fills prompts up to 256 places, SD3 to 77, LTX-Video to 128.
    package static func t5(minimumLength: Int) -> SequenceTokenizer {
        SequenceTokenizer(
            T5Tokenizer.shared, end: T5Tokenizer.endToken, pad: T5Tokenizer.padToken, minimumLength: minimumLength)
    }

    /// Qwen2's and its successors': nothing begins or ends a sequence.
    package static func qwen(minimumLength: Int = 1) -> SequenceTokenizer {
        var result = SequenceTokenizer(BytePairTokenizer.qwen, pad: 151_643, minimumLength: minimumLength)
        // "<|endoftext|>" and "<|im_end|>"
        result.lastTokens = [151_643, 151_645]
        return result
    }

    /// Mistral Small's in Flux.2: padding on the left.
    package static func mistral(_ tokenizer: BytePairTokenizer) -> SequenceTokenizer {
        var result = SequenceTokenizer(tokenizer, start: 1, pad: 11)
        (result.padsLeft, result.isWeighted, result.lastTokens) = (true, false, [2])
        return result
    }

    /// Llama 3's, as HiDream has it.
    package static func llama3(_ tokenizer: BytePairTokenizer, minimumLength: Int) -> SequenceTokenizer {
        var result = SequenceTokenizer(tokenizer, start: 128_000, pad: 128_009, minimumLength: minimumLength)
        // of a text, of a message and of a turn
        result.lastTokens = [128_001, 128_008, 128_009]
        return result
    }

    /// Of a unigram vocabulary in a file: UMT5's (512 places) and Pile-T5's (256).
    package static func sentences(
        _ tokenizer: SentencePieceTokenizer, pad: Int, minimumLength: Int
    ) -> SequenceTokenizer {
        var result = SequenceTokenizer(tokenizer, end: tokenizer.endToken, pad: pad, minimumLength: minimumLength)
        result.wholeTexts = tokenizer.endTexts
        return result
    }

    /// Gemma's: prompts name no textual inversions.
    package static func gemma(_ tokenizer: SentencePieceTokenizer, isWeighted: Bool) -> SequenceTokenizer {
        var result = SequenceTokenizer(tokenizer, start: tokenizer.startToken, pad: 0)
        (result.isWeighted, result.readsEmbeddings, result.wholeTexts) = (isWeighted, false, tokenizer.endTexts)
        // "<eos>" and "<end_of_turn>"
        result.lastTokens = [1, 107]
        return result
    }
}
