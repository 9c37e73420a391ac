import System
import Testing

struct TextSearchTests {
    @Test(arguments: [
        ("model.attn1.to_q.weight", ".attn1.", true), ("attn", "attn1", false), ("aaab", "aab", true), ("", "a", false),
        ("a", "", true), ("naïve", "ï", true), ("e\u{301}", "\u{E9}", false), ("e\u{301}", "e", true),
    ])
    func findsTextsByTheirBytes(text: String, part: String, isThere: Bool) {
        #expect(text.contains(text: part) == isThere)
        #expect(text.dropFirst(0).contains(text: part) == isThere)
    }

    @Test(arguments: [
        ("a.b.c", ".", "", "abc"), ("aaaa", "aa", "b", "bb"), ("aaa", "aa", "b", "ba"), ("abc", "x", "y", "abc"),
        ("]]>]]>", "]]>", "]]]]><![CDATA[>", "]]]]><![CDATA[>]]]]><![CDATA[>"), ("", "a", "b", ""),
    ])
    func replacesAll(text: String, old: String, new: String, result: String) {
        #expect(text.replacing(text: old, with: new) == result)
    }

    @Test func tellsWhereATextStands() {
        let text = "ä<svg a><svg>"
        let range = text.firstRange(ofText: "<svg")
        #expect(range.map { String(text[$0.upperBound...]) } == " a><svg>")
        #expect(
            text[text.index(after: range!.lowerBound)...].firstRange(ofText: "<svg")?.upperBound
                == text.index(text.endIndex, offsetBy: -1))
        #expect(text.firstRange(ofText: "<svg b") == nil)
    }
}
