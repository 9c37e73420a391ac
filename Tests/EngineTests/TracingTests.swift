import Formats
import System
import Testing
import Tracing
import Workflow

@testable import Engine

@Suite struct TracingTests {
    /// A client whose spans are collected.
    private func tracedClient() throws -> (Client, SlowNode.Gate, Monitor<[SpanRecord]>) {
        let spans = Monitor<[SpanRecord]>([])
        let (client, gate) = try makeClient { options in
            options.spanHandler = { span in spans.update { $0.append(span) } }
        }
        return (client, gate, spans)
    }

    private func run(_ client: Client, _ workflow: JSONObject, parent: SpanContext? = nil) throws -> PromptTask {
        let task = try client.queuePrompt(PromptRequest(prompt: workflow), parent: parent)
        #expect(task.wait(until: Deadline(milliseconds: 30_000)))
        return task
    }

    @Test func aPromptIsATreeBelowTheHostsSpan() throws {
        let (client, _, collected) = try tracedClient()
        defer { client.destroy(cancelling: true) }
        let parent = SpanContext(
            traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", tracestate: "vendor=1")
        let task = try run(client, Workflows.show(3), parent: parent)
        let spans = collected.withLock { $0 }
        #expect(
            spans.map(\.name) == [
                "Initialize Prompt Executor", "Execute Node", "Execute Node", "Execute Prompt", "Queue Prompt",
            ])
        #expect(spans.allSatisfy { $0.context.traceID == parent?.traceID && $0.context.traceState == "vendor=1" })
        #expect(spans.allSatisfy { $0.status == .unset && $0.events.isEmpty && $0.end >= $0.start })
        let queue = try #require(spans.last)
        #expect(queue.parentSpanID == parent?.spanID && queue.attributes["comfy.prompt.id"]?.string == task.promptID)
        let execute = spans[3]
        #expect(spans[0].parentSpanID == queue.context.spanID && execute.parentSpanID == queue.context.spanID)
        #expect(spans[1...2].allSatisfy { $0.parentSpanID == execute.context.spanID })
        #expect(spans[1...2].map { $0.attributes["comfy.node.class_type"] } == ["Number", "Show"])
        #expect(spans[1].start >= execute.start && spans[2].end <= queue.end)

        // Cached nodes do not run, and the executor is there already.
        collected.withLock { $0 = [] }
        _ = try run(client, Workflows.show(3))
        let second = collected.withLock { $0 }
        #expect(second.map(\.name) == ["Execute Prompt", "Queue Prompt"])
        #expect(second.last?.parentSpanID == nil && second.last?.context.traceID != parent?.traceID)
    }

    @Test func failuresAreRecordedExceptions() throws {
        let (client, _, collected) = try tracedClient()
        defer { client.destroy(cancelling: true) }
        _ = try run(client, Workflows.failing)
        let failed = collected.withLock { $0 }.filter { $0.status != .unset }
        #expect(failed.map(\.name) == ["Execute Node", "Execute Prompt", "Queue Prompt"])
        for span in failed {
            guard case .error(let message) = span.status else { continue }
            #expect(message.hasPrefix("ValueError: no good"))
            #expect(span.events.map(\.name) == ["exception"])
            #expect(span.events[0].attributes["exception.type"] == "ValueError")
            #expect(span.events[0].attributes["exception.message"]?.string?.hasPrefix("no good") == true)
        }
        #expect(failed[2].events[0].attributes["exception.stacktrace"]?.string?.contains("Failing") == true)

        collected.withLock { $0 = [] }
        _ = try run(client, Workflows.show(1000))
        let invalid = collected.withLock { $0 }
        #expect(invalid.map(\.name) == ["Execute Prompt", "Queue Prompt"])
        #expect(invalid.allSatisfy { $0.events.first?.attributes["exception.type"] == "ValueError" })
        #expect(
            invalid[0].events.first?.attributes["exception.message"]?.string?.contains("value_bigger_than_max") == true)
    }

    @Test func cancelledPromptsEndTheirSpans() throws {
        let (client, gate, collected) = try tracedClient()
        defer { client.destroy(cancelling: true) }
        let running = try client.queuePrompt(PromptRequest(prompt: Workflows.slow(1)))
        let waiting = try client.queuePrompt(PromptRequest(prompt: Workflows.show(1)))
        try gate.waitUntilBegan()
        waiting.cancel()
        #expect(collected.withLock { $0.last?.name } == "Queue Prompt")
        running.cancel()
        #expect(running.wait(until: Deadline(milliseconds: 30_000)))
        let interrupted = collected.withLock { $0 }.filter { $0.status != .unset }
        #expect(interrupted.map(\.name) == ["Queue Prompt", "Execute Node", "Execute Prompt", "Queue Prompt"])
        #expect(
            interrupted.allSatisfy {
                $0.events.first?.attributes["exception.type"]
                    == "comfy.model_management.InterruptProcessingException"
            })
    }

    @Test func unsampledTracesStayUntold() throws {
        let (client, _, collected) = try tracedClient()
        defer { client.destroy(cancelling: true) }
        let parent = SpanContext(traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")
        _ = try run(client, Workflows.show(3), parent: parent)
        #expect(collected.withLock { $0.isEmpty })
        #expect(client.metrics.report()["nodes"]?["Show"]?["count"] == 1)
    }
}
