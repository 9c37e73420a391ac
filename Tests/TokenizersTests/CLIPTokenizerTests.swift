import Formats
import TestSupport
import Testing

@testable import Tokenizers

@Suite struct CLIPTokenizerTests {
    /// tokens.json: transformers' own tokens for difficult and for random texts.
    @Test func encodesAsTransformersDoes() throws {
        let cases = try #require(try JSON(parsing: Fixtures.bytes("tokens/tokens.json"))["encode"]?.array)
        #expect(cases.count > 250)
        for item in cases {
            let text = try #require(item.array?[0].string)
            let tokens = try #require(item.array?[1].array).compactMap(\.int)
            #expect(CLIPTokenizer.shared.encode(text) == tokens, "\(text.debugDescription)")
        }
    }

    @Test func everyByteHasAToken() {
        var seen: Set<Int> = []
        for byte in UInt8.min...UInt8.max {
            var tokens: [Int] = []
            BytePairMerges().encode(word: [byte], into: &tokens)
            #expect(tokens.count == 1 && (256..<512).contains(tokens[0]))
            seen.insert(tokens[0])
        }
        #expect(seen.count == 256)
    }

    @Test func wordsSpelledInTheByteAlphabet() {
        func token(_ text: String) -> Int? { CLIPTokenizer.shared.token(spelled: Array(text.unicodeScalars)[...]) }
        #expect(token("cat") == 2368)
        #expect(token("A") == 288)
        #expect(token("a") == 320)
        #expect(token("Cat") == nil)
        #expect(token("日") == nil)
        #expect(token("") == nil)
        #expect(token(String(repeating: "a", count: 10_000)) == nil)
    }

    /// The time is no test, but anything quadratic would not come to an end.
    @Test(
        arguments: [
            String(repeating: "a", count: 500_000), String(repeating: "ab", count: 250_000),
            "e" + String(repeating: "\u{301}\u{323}", count: 100_000), String(repeating: "😀", count: 100_000),
            String(repeating: "<|", count: 100_000), String(repeating: "'", count: 200_000),
        ].map(LongText.init))
    func longTexts(_ long: LongText) {
        let tokens = CLIPTokenizer.shared.encode(long.text)
        #expect(!tokens.isEmpty && tokens.count <= long.text.utf8.count)
        #expect(tokens.allSatisfy { (0..<CLIPTokenizer.vocabularySize).contains($0) })
    }
}
