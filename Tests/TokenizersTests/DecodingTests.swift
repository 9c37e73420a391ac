import Testing

@testable import Tokenizers

/// The way back from tokens to texts.
@Suite struct DecodingTests {
    @Test func textsComeBack() {
        let texts = [
            "", "a", "Hello, world!\n\n  x = 3.14;", "Größe 東京 🦊\u{1F468}\u{200D}\u{1F469} e\u{301}é", "\u{0}\t",
        ]
        for text in texts {
            #expect(ByT5Tokenizer().decode(ByT5Tokenizer().encode(text)) == text)
            #expect(BytePairTokenizer.tekken.decode(BytePairTokenizer.tekken.encode(text)) == text)
            // Qwen's texts are composed before they are cut
            let composed = String(String.UnicodeScalarView(Composition.composed(Array(text.unicodeScalars)[...])))
            #expect(BytePairTokenizer.qwen.decode(BytePairTokenizer.qwen.encode(text)) == composed)
        }
    }

    /// What says how a text begins and ends is no part of it; thoughts are.
    @Test func specialTokens() {
        let qwen = BytePairTokenizer.qwen
        let text = "<|im_start|>assistant\n<think>a</think>b<tool_call>c</tool_call><|im_end|><|endoftext|>"
        #expect(qwen.decode(qwen.encode(text)) == "assistant\n<think>a</think>b<tool_call>c</tool_call>")
        #expect(qwen.decode([-1, Int.min, Int.max, 151_643, 200_000]) == "")
        #expect(BytePairTokenizer.tekken.decode([0, 1, 2, 3, 999, Int.min]) == "")
        // half a character
        #expect(ByT5Tokenizer().decode([3 + 0x41, 3 + 0xC3]) == "A\u{FFFD}")
        #expect(ByT5Tokenizer().decode([0, 1, 2, 259, 300]) == "")
    }

    // MARK: Added words

    private static func ids(_ text: String, _ added: AddedTokens) -> [Int] {
        var tokenizer = PromptTokenizer()
        tokenizer.added = added
        let chunk = tokenizer.tokenize(text) { (_) throws(Never) in nil }.chunks[0]
        let ids = chunk.map { if case .token(let id) = $0.value { id } else { -1 } }
        return Array(ids.dropFirst().prefix { $0 != CLIPTokenizer.endToken })
    }

    @Test func addedWords() {
        // "a" is a word of CLIP's own
        let added = AddedTokens(["qzx1", "a", "[c]", "qzx1", "qzx2"])
        #expect(added.count == 3)
        let clip = CLIPTokenizer.shared
        #expect(Self.ids("qzx2", added) == [49410])
        #expect(
            Self.ids("a cat, qzx1 qzx2  [c] dog qzx12", added)
                == clip.encode("a cat,") + [49408, 49410, 49409] + clip.encode("dog qzx12"))
        #expect(Self.ids("a", added) == clip.encode("a"))
        // without such words nothing is different
        for text in ["", "two words,  and\nmore", "QZX1"] { #expect(Self.ids(text, added) == clip.encode(text)) }
        let weighted = Self.ids("(qzx1:1.5) cat", added)
        #expect(weighted == [49408] + clip.encode("cat"))
    }
}
