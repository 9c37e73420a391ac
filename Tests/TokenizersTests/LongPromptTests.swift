import System
import TestSupport
import Testing

@testable import Tokenizers

/// Prompts of megabytes.
@Suite struct LongPromptTests {
    private static let texts = [
        String(repeating: "a", count: 3_000_000), String(repeating: "1", count: 3_000_000),
        String(repeating: "\n", count: 3_000_000), String(repeating: "(a", count: 1_000_000),
        String(repeating: "[(a)]", count: 600_000), String(repeating: "...!!!", count: 500_000),
        String(repeating: "(a:1.0", count: 500_000), String(repeating: "Ã©", count: 1_000_000),
        String(repeating: "&amp;", count: 600_000), String(repeating: "猫", count: 1_000_000),
        "a" + String(repeating: "\u{301}\u{323}", count: 500_000),
    ].map(LongText.init)

    private static let tokenizers: [@Sendable (String) -> Int] = [
        { PromptTokenizer().tokenize($0) { (_) throws(Never) in nil }.chunks.count },
        { SequenceTokenizer.qwen().tokenize($0) { (_) throws(Never) in nil }.chunks.count },
        { SequenceTokenizer.t5(minimumLength: 1).tokenize($0) { (_) throws(Never) in nil }.chunks.count },
        {
            SequenceTokenizer.sentences(.umt5, pad: 0, minimumLength: 1).tokenize($0) { (_) throws(Never) in nil }
                .chunks.count
        },
    ]

    /// To their end these take seconds.
    @Test(arguments: texts) func aCancelledPromptIsLeft(_ long: LongText) {
        let cancellation = Cancellation()
        cancellation.cancel()
        for tokenize in Self.tokenizers {
            #expect(
                isReached {
                    cancellation.whileCurrent { processorMilliseconds { _ = tokenize(long.text) } < 250 }
                })
        }
    }

    private static func composed(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] { Composition.composed(text[...]) }

    /// The dot below composes with the letter, and nothing with what that makes.
    @Test(arguments: [32, 33, 1000, 400_000]) func manyMarks(_ count: Int) {
        let marks = Array(repeating: ["\u{301}", "\u{323}"] as [Unicode.Scalar], count: count).joined()
        let below = [Unicode.Scalar](repeating: "\u{323}", count: count - 1)
        let wanted = ["\u{1EA1}"] + below + [Unicode.Scalar](repeating: "\u{301}", count: count)
        #expect(Self.composed(["a"] + marks) == wanted)
        // what stands behind them composes by itself
        #expect(Self.composed(["a"] + marks + ["e", "\u{301}"]) == wanted + ["\u{E9}"])
    }

    /// As Python's `unicodedata.normalize` has it: two marks of one order compose, one after the other.
    @Test func marksOfOneOrder() {
        let dots = [Unicode.Scalar](repeating: "\u{308}", count: 100)
        #expect(Self.composed(["u", "\u{308}", "\u{301}"] + dots) == ["\u{1D8}"] + dots)
        #expect(Self.composed(["\u{345}", "\u{3B1}"] + dots + ["\u{345}"]) == ["\u{345}", "\u{1FB3}"] + dots)
    }
}
