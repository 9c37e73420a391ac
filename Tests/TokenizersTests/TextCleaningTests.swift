import Formats
import TestSupport
import Testing

@testable import Tokenizers

@Suite struct TextCleaningTests {
    private func cleaned(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        result.append(contentsOf: TextCleaning.cleaned(Array(text.unicodeScalars)[...]))
        return String(result)
    }

    /// cleaning.json: what ftfy makes of the texts of its own tests, and of hundreds of damaged ones.
    @Test func cleansAsFtfyDoes() throws {
        let cases = try #require(try JSON(parsing: Fixtures.bytes("tokens/cleaning.json")).array)
        #expect(cases.count > 800)
        for item in cases {
            let (text, wanted) = (try #require(item.array?[0].string), try #require(item.array?[1].string))
            #expect(Array(cleaned(text).unicodeScalars) == Array(wanted.unicodeScalars), "\(text.debugDescription)")
        }
    }

    /// The picture of each is that of its plain spelling.
    @Test(arguments: [
        ("it’s a “red” circle", "it's a \"red\" circle"), ("a large red circle， blue", "a large red circle, blue"),
        ("ａ ｒｅｄ ｃｉｒｃｌｅ", "a red circle"), ("red &amp; blue", "red & blue"), ("ﬁve", "five"),
        ("a\u{0} red circle", "a red circle"), ("\u{FEFF}a red circle", "a red circle"), ("cafÃ©", "café"),
    ])
    func spellingsHaveOneEncoding(_ text: String, _ plain: String) {
        #expect(CLIPTokenizer.shared.encode(text) == CLIPTokenizer.shared.encode(plain))
    }

    /// The time is no test, but anything quadratic would not come to an end.
    @Test(
        arguments: [
            String(repeating: "&amp;", count: 100_000), "&" + String(repeating: "amp;", count: 50_000),
            String(repeating: "Ã©", count: 100_000), String(repeating: "éÃ©", count: 50_000) + "日",
            "\u{1B}[" + String(repeating: "1", count: 200_000), String(repeating: "Ã ", count: 100_000),
            String(repeating: "\n", count: 300_000),
        ].map(LongText.init))
    func longTexts(_ long: LongText) {
        #expect(cleaned(long.text).utf8.count <= long.text.utf8.count)
    }
}
