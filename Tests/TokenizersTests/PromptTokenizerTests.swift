import Formats
import System
import TestSupport
import Testing

@testable import Tokenizers

@Suite struct PromptTokenizerTests {
    /// The embeddings of tokens/make_tokens.py: a vector's first number tells it.
    static func embedding(_ name: String) -> [[Float]]? {
        switch name {
        case "ti": [[1], [2], [3]]
        case "one": [[9]]
        case "big": (0..<100).map { [Float($0)] }
        case "x,y": [[5]]
        default: nil
        }
    }

    /// A place as the table writes it.
    static func describe(_ token: PromptToken) -> String {
        let value =
            switch token.value {
            case .token(let number): "\(number)"
            case .vector(let vector): "e\(Int(vector[0]))"
            }
        return "\(value) \(token.weight)"
    }

    static func describe(_ entry: JSON) -> String {
        let value = entry.array?[0].string ?? "\(entry.array?[0].int ?? -1)"
        let weight = entry.array?[1].string.flatMap(Double.init) ?? entry.array?[1].number ?? -1
        return "\(value) \(weight)"
    }

    @Test func parsesAsComfyUIDoes() throws {
        let cases = try #require(try JSON(parsing: Fixtures.bytes("tokens/tokens.json"))["prompts"]?.array)
        #expect(cases.count > 70)
        let padding = "\(CLIPTokenizer.endToken) 1.0"
        for item in cases {
            let prompt = try #require(item.array?[0].string)
            let expected = try #require(item.array?[1].array).map { chunk in
                let used = (chunk.array?[1].array ?? []).map(Self.describe)
                return used + Array(repeating: padding, count: 77 - used.count)
            }
            let chunks = PromptTokenizer().tokenize(prompt, embedding: Self.embedding).chunks
            #expect(chunks.map { $0.map(Self.describe) } == expected, "\(prompt.debugDescription)")
        }
    }

    /// The tokens recorded in the numeric reference.
    @Test func agreesWithTheReference() throws {
        let internals = try JSON(parsing: Fixtures.bytes("reference/goldens/internals.json"))
        let prompts = try #require(internals["prompts"]?.object)
        for (name, chunks) in try #require(internals["tokens_sd1"]?.object) {
            let prompt = try #require(prompts[name]?.string)
            let result = PromptTokenizer().tokenize(prompt) { $0 == "ti_random" ? [[1], [2], [3]] : nil }
            let expected = try #require(chunks["l"]?.array)
            #expect(result.chunks.count == expected.count)
            for (chunk, entry) in zip(result.chunks, expected) {
                #expect(chunk.count == 77)
                for (token, pair) in zip(chunk, try #require(entry["tokens"]?.array)) {
                    #expect(token.weight == pair.array?[1].number, "\(name)")
                    if case .token(let number) = token.value {
                        #expect(number == pair.array?[0].int, "\(name)")
                    } else {
                        #expect(pair.array?[0].string != nil, "\(name)")
                    }
                }
            }
        }
    }

    @Test func padsWithWhatItIsTold() {
        let chunk = PromptTokenizer(padToken: 0).tokenize("a cat") { _ in nil }.chunks[0]
        #expect(chunk.map(\.value).prefix(5) == [.token(49406), .token(320), .token(2368), .token(49407), .token(0)])
        #expect(chunk[76] == PromptToken(.token(0)))
    }

    @Test func tellsOfMissingEmbeddings() {
        let result = PromptTokenizer().tokenize("embedding:no, x embedding:one embedding:") {
            $0 == "one" ? [[9]] : nil
        }
        #expect(result.missingEmbeddings == ["no", ""])
    }

    @Test func passesTheLookUpsErrorOn() {
        struct Broken: Error {}
        #expect(throws: Broken.self) {
            _ = try PromptTokenizer().tokenize("embedding:x") { (_) throws(Broken) -> [[Float]]? in throw Broken() }
        }
    }

    @Test(
        arguments: [
            String(repeating: "(", count: 200_000) + String(repeating: ")", count: 200_000),
            String(repeating: "(a", count: 100_000) + String(repeating: ")", count: 100_000),
            String(repeating: "(:", count: 100_000) + String(repeating: ")", count: 100_000),
            String(repeating: "(", count: 100_000) + "a:" + String(repeating: " ", count: 100_000)
                + String(repeating: ")", count: 100_000),
            String(repeating: ")", count: 200_000), String(repeating: "(a:1.1)", count: 30_000),
            String(repeating: " embedding:one", count: 20_000), String(repeating: "\\(", count: 100_000),
        ].map(LongText.init))
    func longPrompts(_ long: LongText) {
        let chunks = PromptTokenizer().tokenize(long.text, embedding: Self.embedding).chunks
        #expect(!chunks.isEmpty && chunks.allSatisfy { $0.count == 77 })
    }

    @Test(arguments: [
        ("1.5", 1.5), (" 1.5\n", 1.5), ("+.5", 0.5), ("-1e-3", -0.001), ("1_0.2_5", 10.25), ("INF", .infinity),
        ("-infinity", -.infinity),
        ("٣.٥", 3.5), ("1e400", .infinity), ("5.", 5),
    ])
    func numbers(text: String, value: Double) {
        #expect(PythonText.float(Array(text.unicodeScalars)[...]) == value)
    }

    @Test(arguments: [
        "", " ", ".", "1__0", "_1", "1_", "1_.5", "0x1p3", "1e", "e5", "--1", "1 2", "infinit", "nan1", "½", "1,5",
    ])
    func notNumbers(text: String) {
        #expect(PythonText.float(Array(text.unicodeScalars)[...]) == nil)
    }
}
