internal import Formats
internal import System
internal import Workflow

/// What a host has heard of a prompt that runs in a worker: enough to end its story if the worker can't.
///
/// Events are published here as they come.
final class PromptRecord: Sendable {
    private struct State {
        /// Nodes that have begun and not finished, in that order, with their user's node.
        var running: [(id: String, realID: String)] = []
        /// Nodes that ran to their end.
        var executed: [String] = []
        var parents: [String: (parent: String?, real: String)] = [:]
        var meta: JSONObject = [:]
        /// [[name, data], ...] for the history.
        var messages: [JSON] = []
        var isSettled = false
    }

    private let task: PromptTask
    private let publish: @Sendable (WorkflowEvent) -> Void
    private let log: ProgressLog
    private let state = Monitor(State())

    init(_ task: PromptTask, publish: @escaping @Sendable (WorkflowEvent) -> Void) {
        self.task = task
        self.publish = publish
        log = ProgressLog(promptID: task.promptID)
    }

    /// A message of the worker's. On one thread.
    func take(_ message: WorkerMessage) {
        guard !state.withLock({ $0.isSettled }) else { return }
        switch message {
        case .validated(let outputs): task.tracker.begin(prompt: task.submission.workflow, outputs: outputs)
        case .event(let event):
            note(event)
            publish(event)
        case .progress(let change, let clientID):
            note(change)
            publish(log.note(change, clientID: clientID))
        case .finished: state.withLock { $0.isSettled = true }
        case .call, .log, .span, .reply, .pong: break
        }
    }

    private func note(_ change: ProgressChange) {
        state.withLock { state in
            let isRunning = state.running.contains { $0.id == change.nodeID }
            state.parents[change.nodeID] = (change.parentNodeID, change.realNodeID)
            switch change.phase {
            case .running: if !isRunning { state.running.append((change.nodeID, change.realNodeID)) }
            case .finished:
                state.running.removeAll { $0.id == change.nodeID }
                // What was in the cache finishes without having begun.
                if isRunning { state.executed.append(change.nodeID) }
            }
        }
    }

    private func note(_ event: WorkflowEvent) {
        switch event.name {
        case "execution_start", "execution_cached":
            state.withLock { $0.messages.append([.string(event.name), event.data]) }
        case "executed":
            guard let id = event.data["node"]?.string else { return }
            state.withLock { state in
                let (parent, real) = state.parents[id] ?? (nil, id)
                state.meta[id] = [
                    "node_id": .string(id), "display_node": event.data["display_node"] ?? .string(id),
                    "parent_node": parent.map { .string($0) } ?? .null, "real_node_id": .string(real),
                ]
            }
        default: break
        }
    }

    /// Ends the prompt in the worker's place: publishes the event that says so, and gives the result.
    func conclude(_ end: End) -> PromptResult {
        let (state, wasSettled) = self.state.withLock { state in
            defer { state.isSettled = true }
            return (state, state.isSettled)
        }
        let node = state.running.last
        let className = node.flatMap { task.submission.workflow[$0.realID]?["class_type"]?.string }
        var data: JSONObject = [
            "prompt_id": .string(task.promptID), "node_id": node.map { .string($0.realID) } ?? .null,
            "node_type": className.map { .string($0) } ?? .null,
            "executed": .array(state.executed.map { .string($0) }),
        ]
        let name: String
        switch end {
        case .cancelled: name = "execution_interrupted"
        case .failed(let type, let message):
            name = "execution_error"
            let place =
                node.map { " while node \($0.realID) (\(className ?? "?")) was running" }
                ?? " while no node was running"
            data["exception_message"] = .string("\(message)\(place)\n")
            data["exception_type"] = .string(type)
            data["traceback"] = .array(node.map { [.string("  Node \($0.id), in \(className ?? "?")\n")] } ?? [])
            data["current_inputs"] = [:]
            data["current_outputs"] = .array(state.executed.map { .string($0) })
        }
        data["timestamp"] = .int(Int128(Clock.milliseconds()))
        if !wasSettled { publish(WorkflowEvent(name, .object(data), clientID: task.clientID)) }
        let messages = state.messages + [[.string(name), .object(data)]]
        return PromptResult(
            name == "execution_error" ? .failed(data) : .cancelled(data), messages: messages, meta: state.meta)
    }

    enum End {
        case cancelled
        case failed(type: String, message: String)
    }
}
