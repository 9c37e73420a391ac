import Formats
import System
import TestSupport
import Testing
import WorkflowTestSupport

@testable import Workflow

@Suite(.everyExecutor) struct WarningTests {
    /// Warns of each of the texts, by its context and from what it calls.
    private static func warner(_ messages: [String]) -> TestNode {
        TestNode("Warner", [InputSchema("value", StockNodes.any)]) { inputs, context in
            for (index, message) in messages.enumerated() {
                if index.isMultiple(of: 2) { context.warn(message) } else { Warnings.tell(message) }
            }
            return .values(inputs["value"] ?? .null)
        }
    }

    private static func prompt(_ value: Int) -> String {
        #"{"1": {"class_type": "Warner", "inputs": {"value": 1}}, "2": {"class_type": "Add", "inputs": {"a": ["1", 0], "control_after_generate": \#(value)}}, "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}"#
    }

    private static func messages(_ runner: Runner) -> [String] {
        runner.data("warning").compactMap { $0["message"]?.string }
    }

    @Test func areEventsAndStandInTheHistory() throws {
        let runner = Runner(StockNodes.all + [Self.warner(["a", "a", "b"])])
        let outcome = try runner.run(Self.prompt(1))
        #expect(outcome.succeeded)
        #expect(Self.messages(runner) == ["a", "b"])
        let first = try #require(runner.data("warning").first)
        #expect(first["node_id"] == "1" && first["node_type"] == "Warner" && first["prompt_id"] == "P")
        #expect(first["timestamp"]?.number != nil)
        #expect(
            outcome.messages.compactMap { $0.array?.first?.string } == [
                "execution_start", "execution_cached", "warning", "warning", "execution_success",
            ])
        #expect(outcome.messages[2].array?[1] == first)
        #expect(!runner.story.contains("warning 1"))
    }

    @Test func holdForWhatTheCacheHas() throws {
        let runner = Runner(StockNodes.all + [Self.warner(["a", "b"])])
        try runner.run(Self.prompt(1))
        try runner.run(Self.prompt(2))
        #expect(runner.executing == ["2", "3"])
        #expect(Self.messages(runner) == ["a", "b"])
        #expect(runner.events.prefix(4).map(\.name) == ["execution_start", "execution_cached", "warning", "warning"])
        try runner.run(#"{"3": {"class_type": "Show", "inputs": {"value": 3}}}"#)
        #expect(Self.messages(runner).isEmpty)
    }

    @Test func areBoundedInNumberAndBytes() throws {
        let many = (0..<250).map { "\($0) " + String(repeating: "é", count: $0 == 7 ? 5000 : 1) }
        let runner = Runner(StockNodes.all + [Self.warner(many)])
        try runner.run(Self.prompt(1))
        let told = Self.messages(runner)
        #expect(told.count == 101 && told.last == "150 further warnings were left out")
        #expect(runner.data("warning").last?["node_id"] == .null)
        #expect(told[7].utf8.count <= 2000 && told[7].hasPrefix("7 éé") && told[7].hasSuffix("é…"))
        #expect(runner.events.last?.name == "execution_success")

        let long = (0..<90).map { "\($0)" + String(repeating: "x", count: 1500) }
        let other = Runner(StockNodes.all + [Self.warner(long)])
        try other.run(Self.prompt(1))
        let bytes = Self.messages(other).reduce(0) { $0 + $1.utf8.count }
        #expect(bytes <= (64 << 10) + 100 && bytes > 60_000)
    }

    @Test func ofAnExpansionStandUnderItsNode() throws {
        let outer = TestNode("Outer", [InputSchema("value", StockNodes.any)]) { inputs, context in
            let id = context.allocateGraphPrefix() + "x"
            var graph = Subgraph()
            graph[id] = Subgraph.Node("Warner", inputs: ["value": .int(5)])
            return .finished(NodeOutput([.list([.string(id), .int(0)])], expansion: graph))
        }
        let runner = Runner(StockNodes.all + [Self.warner(["inner"]), outer])
        let prompt = { (value: Int) in
            #"{"1": {"class_type": "Outer", "inputs": {"value": 1}}, "2": {"class_type": "Add", "inputs": {"a": ["1", 0], "control_after_generate": \#(value)}}, "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}"#
        }
        for value in 1...2 {
            try runner.run(prompt(value))
            #expect(runner.data("warning").map { $0["node_id"] } == ["1"])
            #expect(runner.data("warning").map { $0["node_type"] } == ["Outer"])
        }
    }

    @Test func longTextsAreShortened() throws {
        let speaker = TestNode("Speaker", []) { _, context in
            context.text(String(repeating: "é", count: 1 << 20))
            return .ints(1)
        }
        let runner = Runner(StockNodes.all + [speaker])
        try runner.run(
            #"{"1": {"class_type": "Speaker", "inputs": {}}, "3": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#
        )
        let text = try #require(runner.data("progress_text").first?["text"]?.string)
        #expect(text.utf8.count <= 64 << 10 && text.utf8.count > 65_000 && text.hasSuffix("é…"))
    }

    /// A literal for which a class has no input does nothing, and that is told; what a page adds of its own is not.
    @Test func inputsThatThereAreNot() throws {
        let runner = Runner(StockNodes.all)
        let outcome = try runner.run(
            #"{"1": {"class_type": "Number", "inputs": {"value": 3, "valeu": 4, "control_after_generate": "fixed"}}, "3": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#
        )
        #expect(outcome.shown("3") == [3])
        #expect(runner.data("warning").map { $0["message"] } == ["there is no input 'valeu'; it is ignored"])
        #expect(runner.data("warning").first?["node_id"] == "1")
    }
}
