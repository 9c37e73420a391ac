import Formats
import Glibc
import System
import TestSupport
import Testing

@testable import Tokenizers

/// language.json: what ComfyUI's tokenizers of language models gave.
@Suite struct LanguageTokenizerTests {
    struct Expected {
        let tokens: [Int]
        let weights: [Double]?
        let length: Int

        init(_ json: JSON) {
            tokens = json["ids"]?.array?.compactMap(\.int) ?? []
            weights = json["weights"]?.array?.compactMap(\.number)
            length = json["length"]?.int ?? -1
        }
    }

    static let file = try! JSON(parsing: Fixtures.bytes("tokens/language.json"))
    static let prompts = file["prompts"]!.array!.map { $0.string! }

    static func expected(_ name: String) throws -> [Expected] {
        try #require(file["tokenizers"]?[name]?.array).map(Expected.init)
    }

    static func sentencePieces(_ name: String) throws -> SentencePieceTokenizer {
        try SentencePieceTokenizer(SentencePieceModel(Fixtures.bytes("tokens/\(name)"), name: name), name: name)
    }

    /// The reference was asked without a folder for textual inversions, in which case their names are text.
    private func check(
        _ tokenizer: SequenceTokenizer, _ name: String, template: (String) -> String = { $0 },
        where isCompared: (String) -> Bool = { _ in true }
    ) throws {
        var tokenizer = tokenizer
        tokenizer.readsEmbeddings = false
        let expected = try Self.expected(name)
        #expect(expected.count == Self.prompts.count && expected.count > 35)
        var compared = 0
        for (prompt, expected) in zip(Self.prompts, expected) where isCompared(prompt) {
            compared += 1
            let chunk = tokenizer.tokenize(template(prompt)) { (_) throws(Never) in nil }.chunks[0]
            let tokens = chunk.map { token -> Int in
                if case .token(let id) = token.value { id } else { -1 }
            }
            #expect(tokens.count == expected.length, "\(prompt.debugDescription)")
            #expect(Array(tokens.prefix(expected.tokens.count)) == expected.tokens, "\(prompt.debugDescription)")
            #expect(tokens.dropFirst(expected.tokens.count).allSatisfy { $0 == expected.tokens.last })
            if let weights = expected.weights {
                #expect(
                    zip(chunk, weights).allSatisfy { abs($0.weight - $1) < 1e-9 }, "\(prompt.debugDescription)")
            } else {
                #expect(chunk.allSatisfy { $0.weight == 1 }, "\(prompt.debugDescription)")
            }
        }
        #expect(compared > 25)
    }

    @Test func t5() throws {
        try check(.t5(minimumLength: 256), "t5_flux")
        try check(.t5(minimumLength: 1), "t5_pixart_chroma")
    }

    @Test func qwen() throws {
        var plain = SequenceTokenizer.qwen()
        plain.isWeighted = false
        try check(plain, "qwen3_z_image") { "<|im_start|>user\n\($0)<|im_end|>\n<|im_start|>assistant\n" }
        var filled = SequenceTokenizer.qwen(minimumLength: 512)
        filled.isWeighted = false
        try check(filled, "qwen3_klein") {
            "<|im_start|>user\n\($0)<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n"
        }
    }

    /// A SentencePiece model of unigrams with byte pieces and rules of its own, and one of byte pairs.
    @Test func sentencePieces() throws {
        let unigrams = try Self.sentencePieces("umt5_like.model")
        try check(.sentences(unigrams, pad: 0, minimumLength: 512), "umt5_like_wan")
        try check(.gemma(try Self.sentencePieces("gemma_like.model"), isWeighted: true), "gemma_like_lumina2")
    }

    /// The reference of UMT5's own vocabulary has no weights, and does with blanks and with what is unknown as the
    /// `tokenizers` library does, not as SentencePiece.
    @Test func umt5() throws {
        var tokenizer = SequenceTokenizer.sentences(.umt5, pad: 0, minimumLength: 1)
        tokenizer.isWeighted = false
        tokenizer.wholeTexts = [:]
        let unknown = try Self.expected("umt5_xxl_real").map { $0.tokens.contains(3) }
        let odd = Set(zip(Self.prompts, unknown).filter(\.1).map(\.0))
        try check(
            tokenizer, "umt5_xxl_real",
            where: { prompt in
                !odd.contains(prompt) && !prompt.contains("  ") && !prompt.hasPrefix(" ") && !prompt.contains("\\")
                    && !prompt.contains("<")
            })
    }

    /// Llama 3's vocabulary may not be shared freely: COMFY_LLAMA3_VOCABULARY names a file of it, e.g. that of the package
    /// llama-models (llama_models/llama3/tokenizer.model).
    @Test(.enabled(if: getenv("COMFY_LLAMA3_VOCABULARY") != nil)) func llama3() throws {
        let path = String(cString: getenv("COMFY_LLAMA3_VOCABULARY"))
        let lines = try MappedFile(path: path).withBytes { Array($0) }
        var tokenizer = SequenceTokenizer.llama3(
            try BytePairTokenizer(llama3Lines: lines, name: path), minimumLength: 1)
        tokenizer.isWeighted = false
        try check(tokenizer, "llama3_real", where: { !$0.contains("\\") })
    }

    @Test func byT5() throws {
        try check(SequenceTokenizer(ByT5Tokenizer(), end: 1, pad: 0), "byt5")
    }

    /// Every byte has a token, and the special ones of Mistral lie before all others.
    @Test func tekken() {
        let tokenizer = BytePairTokenizer.tekken
        #expect(tokenizer.encode("[INST]").count == 1 && tokenizer.encode("[INST]") == [3])
        #expect(tokenizer.encode("</s><pad><SPECIAL_999>") == [2, 11, 999])
        #expect(Set((0..<256).map { tokenizer.encode(String(Unicode.Scalar(UInt8($0)))) }).count == 256)
        #expect(tokenizer.encode("").isEmpty)
    }

    /// The time is no test, but anything quadratic would not come to an end.
    @Test(
        arguments: [
            String(repeating: "a", count: 200_000), String(repeating: " ", count: 200_000),
            "e" + String(repeating: "\u{301}\u{323}", count: 50_000), String(repeating: "😀", count: 50_000),
            String(repeating: "<|im_", count: 50_000), String(repeating: "'", count: 200_000),
        ].map(LongText.init))
    func longTexts(_ long: LongText) throws {
        let unigrams = try Self.sentencePieces("umt5_like.model")
        let pairs = try Self.sentencePieces("gemma_like.model")
        for tokenizer in [T5Tokenizer.shared, BytePairTokenizer.qwen, unigrams, pairs] as [any TextTokenizer] {
            #expect(tokenizer.encode(long.text).count <= 2 * long.text.utf8.count)
        }
    }
}
