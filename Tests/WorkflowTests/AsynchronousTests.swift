import Engine
import Formats
import Glibc
import System
import Tensors
import TestSupport
import Testing
import Workflow
import WorkflowTestSupport

/// Nodes that answer later, and cancelling.
@Suite(.everyExecutor) struct AsynchronousTests {
    /// Answers after `ms` from a thread of its own.
    static func later() -> TestNode {
        TestNode(
            "Later", [InputSchema("value", StockNodes.any), InputSchema("ms", StockNodes.int)],
            { $0.isAsynchronous = true }
        ) {
            inputs, context in
            let pending = PendingOutput()
            let value = inputs["value"] ?? .null
            let milliseconds = inputs["ms"]?.int ?? 0
            HelperThread.start {
                usleep(UInt32(milliseconds) * 1000)
                context.progress(value: 1, max: 1, preview: nil)
                pending.settle(
                    milliseconds == 13 ? .failure(NodeError("ValueError", "late")) : .success(NodeOutput([value])))
            }
            return .pending(pending)
        }
    }

    static func parallel(_ milliseconds: [Int]) -> String {
        let nodes = milliseconds.enumerated().map { index, ms in
            #""a\#(index)": {"class_type": "Later", "inputs": {"value": \#(index), "ms": \#(ms)}}, "s\#(index)": {"class_type": "Show", "inputs": {"value": ["a\#(index)", 0]}}"#
        }
        return "{\(nodes.joined(separator: ", "))}"
    }

    /// Calls that are all at work before the first of them ends. The others end one after another, each when the one
    /// before it has been shown.
    @Test func sideBySide() throws {
        let calls = Monitor<[Int: PendingOutput]>([:])
        let node = TestNode("Later", [InputSchema("value", StockNodes.any), InputSchema("ms", StockNodes.int)]) {
            inputs, _ in
            let pending = PendingOutput()
            calls.update { $0[inputs["value"]?.int ?? -1] = pending }
            return .pending(pending)
        }
        let settle: @Sendable (Int) -> Void = { number in
            calls.withLock { $0[number] }?.settle(.success(NodeOutput([.int(Int128(number))])))
        }
        let cancellation = Cancellation()
        HelperThread.start {
            let areAtWork = calls.wait(until: Deadline(milliseconds: 30_000)) { $0.count == 3 ? true : nil }
            if areAtWork == true { settle(1) } else { cancellation.cancel() }
        }
        let runner = Runner(StockNodes.all + [node])
        let outcome = try runner.run(Self.parallel([0, 0, 0]), cancellation: cancellation) { event in
            guard event.name == "executed" else { return }
            if event.data["node"] == "s1" { settle(2) }
            if event.data["node"] == "s2" { settle(0) }
        }
        #expect(outcome.outputs.keys == ["s1", "s2", "s0"])
        #expect(runner.executing.prefix(3) == ["a0", "a1", "a2"])
        _ = try runner.run(Self.parallel([0, 0, 0]))
        #expect(runner.executing.isEmpty)
    }

    @Test func failsLater() throws {
        let outcome = try Runner(StockNodes.all + [Self.later()]).run(Self.parallel([13, 2000]))
        #expect(outcome.failure?["node_id"] == "a0" && outcome.failure?["exception_message"] == "late\n")
    }

    @Test func mappedOverAList() throws {
        let outcome = try Runner(StockNodes.all + [Self.later()]).run(
            #"{"1": {"class_type": "List", "inputs": {"v1": 1, "v2": 2}}, "2": {"class_type": "Later", "inputs": {"value": ["1", 0], "ms": 5}}, "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}"#
        )
        #expect(outcome.shown("3") == [1, 2])
    }

    @Test func settledAtOnce() throws {
        let node = TestNode("Now", []) { _, _ in
            let pending = PendingOutput()
            pending.settle(.success(NodeOutput([.int(4)])))
            return .pending(pending)
        }
        let outcome = try Runner(StockNodes.all + [node]).run(
            #"{"1": {"class_type": "Now", "inputs": {}}, "3": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#)
        #expect(outcome.shown("3") == [4])
    }

    @Test func cancelWhileWaitingForever() throws {
        let never = TestNode("Never", []) { _, _ in .pending(PendingOutput()) }
        let cancellation = Cancellation()
        let outcome = try Runner(StockNodes.all + [never]).run(
            #"{"1": {"class_type": "Never", "inputs": {}}, "3": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#,
            cancellation: cancellation
        ) { event in
            guard event.name == "executing" else { return }
            HelperThread.start {
                usleep(50_000)
                cancellation.cancel()
            }
        }
        let data = try #require(outcome.interruption)
        #expect(data["node_id"] == "1" && data["node_type"] == "Never" && data["executed"] == [])
        #expect(data.keys == ["prompt_id", "node_id", "node_type", "executed", "timestamp"])
    }

    @Test func cancelInsideANodeAndBefore() throws {
        let long = TestNode("Long", []) { _, context in
            while true {
                try context.cancellation.check()
                usleep(1000)
            }
        }
        let runner = Runner(StockNodes.all + [long])
        let workflow =
            #"{"1": {"class_type": "Long", "inputs": {}}, "3": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#
        let cancellation = Cancellation()
        let outcome = try runner.run(workflow, cancellation: cancellation) { event in
            if event.name == "executing" { cancellation.cancel() }
        }
        #expect(outcome.interruption?["node_id"] == "1")
        #expect(runner.story == ["execution_start", "execution_cached", "executing 1", "execution_interrupted"])
        #expect(try runner.run(workflow, cancellation: cancellation).interruption != nil)
        // A client does not even begin.
        let begun = ["execution_start", "execution_cached", "execution_interrupted"]
        #expect(runner.story == (Executors.isIsolated ? [] : begun))
    }
}
