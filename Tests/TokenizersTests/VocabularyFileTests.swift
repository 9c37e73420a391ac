import Formats
import System
import TestSupport
import Testing

@testable import Tokenizers

/// Vocabularies in files, which are not to be trusted.
@Suite struct VocabularyFileTests {
    static let base64 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

    static func base64(_ bytes: [UInt8]) -> String {
        var result = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = bytes[start..<min(start + 3, bytes.count)]
            let bits = part.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - part.count))
            for place in 0..<4 {
                result.append(place <= part.count ? base64[Int(bits >> UInt32(18 - 6 * place) & 63)] : "=")
            }
        }
        return result
    }

    /// A vocabulary of bytes and of a few pairs.
    static let texts = (0..<256).map { [UInt8($0)] } + ["th", "the", " the", "in"].map { Array($0.utf8) }
    static let lines = texts.enumerated().map { "\(base64($1)) \($0)" }.joined(separator: "\n")

    @Test func llama3Lines() throws {
        let tokenizer = try BytePairTokenizer(llama3Lines: Array(Self.lines.utf8), name: "lines")
        #expect(tokenizer.encode("the thin") == [257, 32, 256, 259])
        #expect(tokenizer.encode("in the") == [259, 258])
        // begin of text and end of turn
        #expect(tokenizer.encode("<|begin_of_text|>in<|eot_id|>") == [260, 259, 269])
        for damaged in ["", "IQ== 1", "%% 0", Self.lines + "\nIQ== 7", "IQ== 0"] {
            #expect(throws: FormatError.self) { try BytePairTokenizer(llama3Lines: Array(damaged.utf8), name: "lines") }
        }
    }

    /// The same vocabulary in the other files in which it may come.
    @Test func otherFiles() throws {
        func spelled(_ text: [UInt8]) -> String {
            text.reduce(into: "") { result, byte in
                let place = ByteAlphabet.order.firstIndex(of: byte)!
                let isPrintable = place < 188
                result.unicodeScalars.append(Unicode.Scalar(UInt32(isPrintable ? Int(byte) : 256 + place - 188))!)
            }
        }
        let spellings = Self.texts.map(spelled)
        var vocabulary = JSONObject()
        for (number, text) in spellings.enumerated() { vocabulary[text] = .int(Int128(number)) }
        let json: JSON = [
            "model": ["vocab": .object(vocabulary)], "added_tokens": [["id": 260, "content": "<|begin_of_text|>"]],
        ]
        let fromJSON = try BytePairTokenizer(llama3JSON: json, name: "json")
        #expect(fromJSON.encode("<|begin_of_text|>the thin") == [260, 257, 32, 256, 259])
        let fromGGUF = try BytePairTokenizer(
            ggmlTokens: spellings + ["<s>"], kinds: Self.texts.map { _ in 1 } + [3], name: "gguf")
        #expect(fromGGUF.encode("<s>the thin") == [260, 257, 32, 256, 259])
        let tekken: JSON = [
            "config": ["default_vocab_size": 262],
            "vocab": .array(Self.texts.map { ["token_bytes": .string(Self.base64($0))] }),
            "special_tokens": [["token_str": "<s>"], ["token_str": "[INST]"]],
        ]
        let fromTekken = try BytePairTokenizer(tekkenJSON: tekken, name: "tekken")
        #expect(fromTekken.encode("[INST]the thin") == [1, 259, 34, 258, 261])
        for damaged in [[:], ["model": ["vocab": ["a": 7]]], ["config": ["default_vocab_size": -1], "vocab": []]]
            as [JSON]
        {
            #expect(throws: FormatError.self) { try BytePairTokenizer(llama3JSON: damaged, name: "json") }
            #expect(throws: FormatError.self) { try BytePairTokenizer(tekkenJSON: damaged, name: "tekken") }
        }
        #expect(throws: FormatError.self) { try BytePairTokenizer(ggmlTokens: ["a"], kinds: [], name: "gguf") }
    }

    /// A model that is cut off anywhere or has a bit turned is an error or a vocabulary, and never a trap.
    @Test func damagedSentencePieces() throws {
        let whole = Fixtures.bytes("tokens/gemma_like.model")
        for length in stride(from: 0, to: whole.count, by: 977) {
            _ = try? SentencePieceTokenizer(SentencePieceModel(Array(whole[..<length]), name: "cut"), name: "cut")
        }
        let unigrams = Fixtures.bytes("tokens/umt5_like.model")
        for place in stride(from: 0, to: unigrams.count, by: unigrams.count / 150) {
            var damaged = unigrams
            damaged[place] ^= 0x55
            guard let model = try? SentencePieceModel(damaged, name: "damaged"),
                let tokenizer = try? SentencePieceTokenizer(model, name: "damaged")
            else { continue }
            _ = tokenizer.encode("Ünïcode ① ﬁ 日本 text\twith  blanks")
        }
        #expect(throws: FormatError.self) { try SentencePieceModel([], name: "empty") }
    }

    /// What no piece covers is one piece for what is unknown, or bytes.
    @Test func unknownCharacters() throws {
        var model = SentencePieceModel()
        model.pieces = [
            .init(text: Array("<unk>".utf8), score: 0, kind: .unknown), .init(text: Array("▁".utf8), score: -1),
            .init(text: Array("a".utf8), score: -2), .init(text: Array("▁a".utf8), score: -2.5),
        ]
        #expect(try SentencePieceTokenizer(model, name: "small").encode("axxa a") == [3, 0, 2, 3])
        model.kind = .bytePairs
        #expect(try SentencePieceTokenizer(model, name: "small").encode("axxa a") == [3, 0, 2, 3])
        model.fallsBackToBytes = true
        model.pieces += (0..<256).map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return .init(text: Array("<0x\(byte < 16 ? "0" : "")\(digits)>".utf8), score: 0, kind: .byte)
        }
        #expect(try SentencePieceTokenizer(model, name: "small").encode("ax") == [3, 4 + 0x78])
        #expect(throws: FormatError.self) { try SentencePieceTokenizer(SentencePieceModel(), name: "empty") }
    }
}
