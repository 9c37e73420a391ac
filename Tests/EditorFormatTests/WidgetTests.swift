import Formats
import System
import Testing

@testable import EditorFormat

@Suite struct WidgetTests {
    @Test(arguments: [
        ("plain", "plain"), ("a {b} c", "a b c"), ("{a|b|c}", "c"), ("{a|{b|c}}", "c"), ("\\{a\\|b\\}", "{a|b}"),
        ("a // b\nc", "a \nc"), ("a /* b\n */c", "a c"), ("a /* b", "a /* b"), ("{a|b", "b"), ("a}|b", "a}|b"),
        ("{a|}", ""), ("\\", "\\"), ("{x|\\}}", "}"), ("http://a", "http:"), ("{a|b}{c|d}", "bd"), ("ä{ö|ü}", "äü"),
    ]) func choicesAreMade(_ text: String, _ result: String) {
        #expect(DynamicPrompt.resolve(text) { $0 - 1 } == result)
    }

    @Test func allChoicesComeUp() {
        let results = Set((0..<200).map { _ in DynamicPrompt.resolve("{a|b|c}") })
        #expect(results == ["a", "b", "c"])
    }

    @Test func deepAndLongTextsAreQuick() {
        let depth = 20_000
        let deep = String(repeating: "{", count: depth) + "x" + String(repeating: "}", count: depth)
        let time = ContinuousClock().measure {
            #expect(DynamicPrompt.resolve(deep) == "x")
            #expect(DynamicPrompt.resolve(String(repeating: "/* ", count: depth)).utf8.count == 3 * depth)
        }
        #expect(time < .seconds(10))
    }

    @Test(arguments: [
        ("x", "x"), ("%A.b%", "<A b>"), ("%A.b%_%C.d%", "<A b>_<C d>"), ("100%", "100%"), ("%%A.b%", "%<A b>"),
        ("%date:yyyy%", "%date:yyyy%"), ("%No.x%", "%No.x%"), ("%a.b.c%", "%a.b.c%"), ("", ""),
    ]) func namesOfFiles(_ text: String, _ result: String) {
        let found = FilenamePrefix.resolve(text) { node, widget in node == "No" ? nil : "<\(node) \(widget)>" }
        // What a name must not have is replaced
        #expect(found == result.replacing("<", with: "_").replacing(">", with: "_"))
    }

    @Test func longNamesStayBounded() {
        let text = String(repeating: "%A.b%", count: 100_000)
        #expect(FilenamePrefix.resolve(text) { _, _ in String(repeating: "x", count: 10_000) }.utf8.count < 1 << 20)
    }

    @Test(
        arguments: [
            (3.25, ["step": 0.1, "round": 0.01, "min": 0.0, "max": 100.0], 3.3),
            (3.25, ["step": 0.01, "min": 0.0, "max": 100.0], 3.25), (500.0, ["step": 0.1, "max": 100.0], 100),
            (0.5, ["step": 1.0], 0.5),
        ] as [(Double, JSONObject, JSON)]) func fractionsAreRounded(
            _ value: Double, _ options: JSONObject, _ result: JSON
        ) throws
    {
        let input = try #require(InputSpec("x", ["FLOAT", .object(options)]))
        #expect(PrimitiveValue.value(.double(value), for: input) == result)
    }

    @Test(
        arguments: [
            (9.5, [:], 10), (517, ["step": 8, "min": 16], 520), (99, ["max": 20], 20), (0.2, ["min": 1, "max": 9], 1),
            (99_999_999, ["step": 8, "min": 16, "max": 16384], 16384),
            (.int(Int128(UInt64.max)), ["min": 0, "max": .int(Int128(UInt64.max))], .int(Int128(UInt64.max))),
            (.int(Int128(UInt64.max)), [:], .int(Int128(UInt64.max))),
            ("text", [:], "text"),
        ] as [(JSON, JSONObject, JSON)]) func wholeNumbersAreRounded(
            _ value: JSON, _ options: JSONObject, _ result: JSON
        ) throws
    {
        let input = try #require(InputSpec("x", ["INT", .object(options)]))
        #expect(PrimitiveValue.value(value, for: input) == result)
    }
}
