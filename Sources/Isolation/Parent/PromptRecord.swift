internal import Formats
internal import Runners
internal import System
internal import Tracing
internal import Workflow

/// What a parent has heard of a prompt that runs in a child: enough to end its story if the child can't.
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

    private let request: PromptRequest
    private let host: any PromptHost
    private let publish: @Sendable (WorkflowEvent) -> Void
    private let log: ProgressLog
    private let state = Monitor(State())

    init(
        _ request: PromptRequest, _ host: any PromptHost, publish: @escaping @Sendable (WorkflowEvent) -> Void
    ) {
        self.request = request
        self.host = host
        self.publish = publish
        log = ProgressLog(promptID: request.promptID)
    }

    /// A message of the child's. On one thread.
    func take(_ message: ChildMessage) {
        guard !state.withLock({ $0.isSettled }) else { return }
        switch message {
        case .validated(let outputs): host.begin(request, outputs: outputs)
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
        case "execution_start", "execution_cached", "warning":
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

    enum End {
        case cancelled
        case failed(type: String, message: String)
    }

    /// Ends the prompt in the child's place: publishes the event that says so, and gives the outcome.
    func conclude(_ end: End) -> PromptOutcome {
        let (state, wasSettled) = self.state.withLock { state in
            defer { state.isSettled = true }
            return (state, state.isSettled)
        }
        let ending = ending(end, state)
        var data = ending.data
        data["timestamp"] = .int(Int128(Clock.milliseconds()))
        if !wasSettled { publish(WorkflowEvent(ending.name, .object(data), clientID: request.clientID)) }
        let messages = state.messages + [[.string(ending.name), .object(data)]]
        return PromptOutcome(ending.status(data), meta: state.meta, messages: messages)
    }

    private func ending(_ end: End, _ state: State) -> PromptEnding {
        let node = state.running.last
        let className = node.flatMap { request.prompt[$0.realID]?["class_type"]?.string }
        var ending = PromptEnding(
            promptID: request.promptID, node: node.map { ($0.realID, className) }, executed: state.executed)
        if case .failed(let type, let message) = end {
            let place =
                node.map { " while node \($0.realID) (\(className ?? "?")) was running" }
                ?? " while no node was running"
            ending.failure = PromptEnding.Failure(
                type, "\(message)\(place)\n",
                traceback: node.map { [PromptEnding.line($0.id, className ?? "?")] } ?? [], currentInputs: [:],
                currentOutputs: .array(state.executed.map { .string($0) }))
        }
        return ending
    }
}
