internal import Formats
internal import System

/// Where a task stands.
package struct TaskProgress: Sendable {
    package var state: PromptTask.State = .queued
    /// The node that runs.
    package var nodeID: String?
    /// Steps of that node, done and in all.
    package var value = 0.0
    package var max = 0.0
    /// 0...1
    package var overall = 0.0
    package var nodesDone = 0
    package var nodesTotal = 0
}

/// Learns from a prompt's events how far it is. Keeps the latest of each kind and counts only when asked, since large
/// graphs have thousands of events that nobody asks about.
final class ProgressTracker: Sendable {
    private struct State {
        var prompt: JSONObject = [:]
        var outputs: [String] = []
        /// The latest `execution_cached`.
        var cached: EngineEvent?
        /// The latest `progress_state`, read only when asked.
        var progress: EngineEvent?
        /// The latest `preview`.
        var preview: EngineEvent?
        var current: String?

        /// The outputs and all that they depend on.
        var needed: Set<String> {
            var needed: Set<String> = []
            var open = outputs
            while let node = open.popLast() {
                guard let entry = prompt[node], needed.insert(node).inserted else { continue }
                for (_, value) in entry["inputs"]?.object ?? [:] {
                    if let link = value.array, link.count == 2, let source = link[0].string { open.append(source) }
                }
            }
            return needed
        }
    }
    private let state = Monitor(State())

    /// Says which nodes have to be computed, or found in the cache: the outputs and all that they depend on.
    func begin(prompt: JSONObject, outputs: [String]) {
        state.withLock { ($0.prompt, $0.outputs) = (prompt, outputs) }
    }

    func note(_ event: EngineEvent) {
        switch event.kind {
        case .executionCached: state.withLock { $0.cached = event }
        case .executing:
            let node = event.data["node"]?.string
            state.withLock { $0.current = node }
        case .progressState:
            state.withLock { $0.progress = event }
        case .preview:
            state.withLock { $0.preview = event }
        default: break
        }
    }

    /// The latest event that had a picture of a node's work.
    var preview: EngineEvent? { state.withLock { $0.preview } }

    func snapshot() -> TaskProgress {
        let state = state.withLock { $0 }
        let nodes = state.progress?.data["nodes"]?.object ?? [:]
        var all = state.needed
        var done = Set(state.cached?.data["nodes"]?.array?.compactMap(\.string) ?? []).intersection(all)
        var partial = 0.0
        for (node, entry) in nodes {
            all.insert(node)
            switch entry["state"]?.string {
            case "finished": done.insert(node)
            case "running":
                if let value = entry["value"]?.number, let max = entry["max"]?.number, max > 0 {
                    partial += Swift.min(Swift.max(value / max, 0), 1)
                }
            default: break
            }
        }
        var progress = TaskProgress()
        progress.nodesDone = done.count
        progress.nodesTotal = all.count
        progress.overall = all.isEmpty ? 0 : Swift.min((Double(done.count) + partial) / Double(all.count), 1)
        if let current = state.current, let entry = nodes[current] {
            progress.nodeID = current
            progress.value = entry["value"]?.number ?? 0
            progress.max = entry["max"]?.number ?? 0
        }
        return progress
    }
}
