import Formats
import System
import Testing
import Tracing
import Workflow
import WorkflowTestSupport

@testable import Runners

/// What a runner tells the one for whom it runs a prompt, who need not be a client.
@Suite struct InProcessRunnerTests {
    private struct Host: PromptHost {
        let cancellation = Cancellation()
        let closing = Closing()
        let trace = SpanContext(traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")!
        let told = Monitor<[String]>([])
        let spans = Monitor<[SpanRecord]>([])

        var tracer: Tracer { Tracer { [spans] span in spans.withLock { $0.append(span) } } }

        func begin(_ request: PromptRequest, outputs: [String]) {
            told.withLock { $0.append("\(request.promptID) has \(outputs)") }
        }
        func publish(_ event: WorkflowEvent) {
            if event.name != "progress_state" { told.withLock { $0.append(event.name) } }
        }
    }

    private static let prompt: JSONObject = [
        "1": ["class_type": "Number", "inputs": ["value": 5]],
        "2": ["class_type": "Show", "inputs": ["value": ["1", 0]]],
        "3": ["class_type": "Show", "inputs": [:]],
    ]

    @Test func aPromptAndTheSameAgain() throws {
        let runner = InProcessRunner(NodeRegistry(StockNodes.all), .classic)
        let (first, second) = (Host(), Host())
        let outcome = runner.run(PromptRequest(promptID: "a", prompt: Self.prompt), for: first)
        guard case .success = outcome.status else {
            Issue.record("\(outcome.status)")
            return
        }
        #expect(outcome.outputs["2"]?["shown"] == [5] && outcome.nodeErrors.keys == ["3"])
        #expect(
            first.told.withLock { $0 } == [
                "a has [\"2\"]", "execution_start", "execution_cached", "executing", "executing", "executed",
                "execution_success",
            ])
        let spans = first.spans.withLock { $0 }
        #expect(
            spans.map(\.name) == ["Initialize Prompt Executor", "Execute Node", "Execute Node", "Execute Prompt"])
        #expect([spans[0], spans[3]].allSatisfy { $0.parentSpanID == first.trace.spanID })

        // The executor is there, and has the outputs.
        _ = runner.run(PromptRequest(promptID: "b", prompt: Self.prompt), for: second)
        #expect(!second.told.withLock { $0 }.contains("executing"))
        #expect(second.spans.withLock { $0.map(\.name) } == ["Execute Prompt"])
        runner.clearCache()
        let third = Host()
        _ = runner.run(PromptRequest(prompt: Self.prompt), for: third)
        #expect(third.told.withLock { $0 }.contains("executing"))
    }

    @Test func promptsThatDoNotRun() {
        let runner = InProcessRunner(NodeRegistry(StockNodes.all), .classic)
        let host = Host()
        let invalid = runner.run(PromptRequest(prompt: ["1": ["class_type": "None"]]), for: host)
        if case .invalid = invalid.status {} else { Issue.record("\(invalid.status)") }
        host.cancellation.cancel()
        let cancelled = runner.run(PromptRequest(promptID: "c", prompt: Self.prompt), for: host)
        guard case .interrupted(let data) = cancelled.status else {
            Issue.record("\(cancelled.status)")
            return
        }
        #expect(data == ["prompt_id": "c", "node_id": nil, "node_type": nil, "executed": []])
        #expect(host.told.withLock { $0.isEmpty } && cancelled.messages.isEmpty)
    }
}
