import Configuration
import Formats
import Synchronization
import System
import TestSupport
import Testing
import Workflow

@testable import Engine

@Suite(.everyExecutor) struct PromptFinishedTests {
    /// Warns and gives its number.
    private struct WarningNode: AddedNode {
        var schema: NodeSchema {
            NodeSchema(
                "Warning", category: "test", inputs: [InputSchema("value", .named("INT"))],
                outputs: [OutputSchema("INT")])
        }

        func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
            context.warn("half of it is left out")
            return .finished(NodeOutput([inputs["value"] ?? .null]))
        }
    }

    /// Every prompt ends with it in the client's queue, whatever became of it, and its task is finished by then.
    @Test func isTheLastOfEveryPrompt() throws {
        let states = Monitor<[String: [PromptTask.State]]>([:])
        let tasks = Monitor<[String: PromptTask]>([:])
        let (client, gate) = try makeClient {
            $0.keepsEvents = true
            $0.sendsServerEvents = true
            $0.eventHandler = { event, _ in
                guard event.kind == .promptFinished, let id = event.promptID else { return }
                let task = tasks.wait(until: Deadline(milliseconds: 30_000)) { $0[id] }
                states.update { $0[id, default: []].append(task?.state ?? .queued) }
            }
        }
        func queue(_ id: String, _ prompt: JSONObject) throws -> PromptTask {
            let task = try client.queuePrompt(PromptRequest(promptID: id, prompt: prompt))
            tasks.update { $0[id] = task }
            return task
        }
        let running = try queue("running", Workflows.slow(1))
        try gate.waitUntilBegan()
        let ids = ["cancelled", "removed", "cleared", "invalid", "failing", "fine"]
        let cancelled = try queue("cancelled", Workflows.show(1))
        cancelled.cancel()
        _ = try queue("removed", Workflows.show(1))
        #expect(client.removeQueued("removed"))
        _ = try queue("cleared", Workflows.show(1))
        client.clearQueue()
        _ = try queue("invalid", Workflows.show(1000))
        _ = try queue("failing", Workflows.failing)
        _ = try queue("fine", Workflows.show(1))
        gate.isOpen.store(true, ordering: .relaxed)
        #expect(running.wait(until: Deadline(milliseconds: 30_000)))
        client.destroy(cancelling: false)

        var last: [String: EngineEvent] = [:]
        var count = 0
        while case .event(let event, _)? = client.events?.next(until: Deadline(milliseconds: 30_000)) {
            if event.kind == .promptFinished { count += 1 }
            if let id = event.promptID { last[id] = event }
        }
        #expect(count == 7 && Set(last.keys) == Set(ids + ["running"]))
        for (id, event) in last {
            let state =
                switch id {
                case "cancelled", "removed", "cleared": "cancelled"
                case "invalid", "failing": "error"
                default: "success"
                }
            #expect(event.name == "prompt_finished")
            #expect(event.data == ["prompt_id": .string(id), "state": .string(state)])
            #expect(states.withLock { $0[id]?.map { "\($0)" } } == [state])
        }
        // The tasks' own streams end as ever.
        #expect(names(cancelled).allSatisfy { $0 == "status" })
        #expect(names(running).last == "executing")
    }

    @Test func warningsAreKeptByTheTask() throws {
        var options = ClientOptions()
        if Executors.isIsolated { options.executor = .isolated }
        let client = try Client(options, registry: NodeRegistry([WarningNode(), ShowNode()]))
        defer { client.destroy(cancelling: true) }
        for _ in 0..<2 {
            let task = try client.queuePrompt(
                PromptRequest(prompt: [
                    "1": ["class_type": "Warning", "inputs": ["value": 3]],
                    "2": ["class_type": "Show", "inputs": ["value": ["1", 0]]],
                ]))
            #expect(names(task).filter { $0 == "warning" }.count == 1)
            #expect(task.wait(until: Deadline(milliseconds: 30_000)))
            #expect(task.warnings.map { $0["message"] } == ["half of it is left out"])
            let messages = client.history[task.promptID]?["status"]?["messages"]?.array ?? []
            #expect(messages.contains { $0.array?[0] == "warning" && $0.array?[1]["node_type"] == "Warning" })
        }
    }
}
