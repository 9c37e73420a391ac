import Formats
import System
import TestSupport
import Testing
import WorkflowTestSupport

@testable import Workflow

/// What counts as the same: as in Python, where texts are their code points and 1, 1.0 and True are one key.
@Suite(.everyExecutor) struct EqualityTests {
    private static let composed = "\u{e9}"
    private static let decomposed = "e\u{301}"

    static func show(_ value: String) -> String {
        #"{"1": {"class_type": "Show", "inputs": {"value": \#(value)}}}"#
    }

    @Test func twoSpellingsAreTwoIDs() throws {
        let runner = Runner()
        let outcome = try runner.run(
            """
            {"\(Self.composed)": {"class_type": "Number", "inputs": {"value": 1}},
             "\(Self.decomposed)": {"class_type": "Number", "inputs": {"value": 2}},
             "a": {"class_type": "Show", "inputs": {"value": ["\(Self.composed)", 0]}},
             "b": {"class_type": "Show", "inputs": {"value": ["\(Self.decomposed)", 0]}}}
            """)
        #expect(outcome.shown("a") == [1] && outcome.shown("b") == [2])
        #expect(runner.executing.count == 4)
        #expect(runner.data("progress_state").last?["nodes"]?.object?.count == 4)
        let links = #"{"a": {"class_type": "Show", "inputs": {"value": ["\#(Self.composed)", 0]}}, "#
        let other = #""\#(Self.decomposed)": {"class_type": "Number", "inputs": {"value": 1}}}"#
        let error = try runner.validate(links + other).nodeErrors["a"]?["errors"]?.array?.first
        #expect(error?["details"] == .string("'\(Self.composed)'"))
    }

    @Test func twoSpellingsAreTwoTextsToTheCache() throws {
        let runner = Runner()
        for text in [Self.composed, Self.decomposed] {
            let shown = try runner.run(Self.show("\"\(text)\"")).shown("1")
            #expect(shown?.array?.first?.string.map { Array($0.utf8) } == Array(text.utf8))
            #expect(runner.executing == ["1"])
        }
    }

    @Test func twoSpellingsAreTwoChoices() throws {
        let node = TestNode(
            "Pick", [InputSchema("c", .combo([.string(Self.composed)]))], [], { $0.isOutputNode = true }
        ) { _, _ in .finished(NodeOutput()) }
        let runner = Runner([node])
        for (text, isFine) in [(Self.composed, true), (Self.decomposed, false)] {
            let validation = try runner.validate(#"{"1": {"class_type": "Pick", "inputs": {"c": "\#(text)"}}}"#)
            #expect((validation.error == nil) == isFine)
        }
    }

    @Test(arguments: [("1", "true"), ("1", "1.0"), ("0", "-0.0"), ("[1]", "[true]")])
    func equalNumbersAreOneToTheCache(first: String, second: String) throws {
        let runner = Runner()
        // A list in __value__ is no link
        for value in [first, second] { try runner.run(Self.show(#"{"__value__": \#(value)}"#)) }
        #expect(runner.executing.isEmpty)
        try runner.run(Self.show(#""\#(first)""#))
        #expect(runner.executing == ["1"])
    }
}
