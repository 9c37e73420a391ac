package import Formats
internal import System
internal import Tensors
package import Workflow

/// What a client has done so far, in numbers.
package final class Metrics: Sendable {
    /// How often something was done, and for how long.
    private struct Work {
        var count = 0
        var errors = 0
        var seconds = 0.0
        var longest = 0.0

        mutating func add(_ span: SpanRecord) {
            count += 1
            if span.status != .unset { errors += 1 }
            seconds += span.seconds
            longest = max(longest, span.seconds)
        }

        var json: JSONObject {
            [
                "count": .int(Int128(count)), "errors": .int(Int128(errors)), "seconds": .double(seconds),
                "longest_seconds": .double(longest),
            ]
        }
    }

    private struct State {
        var queued = 0
        var byResult: [String: Int] = [:]
        var prompts = Work()
        /// By class.
        var nodes: [String: Work] = [:]
        var cacheHits = 0
        var loads = Work()
        var workerRestarts = 0

        var report: JSONObject {
            var prompts = prompts.json
            prompts["errors"] = nil  // the results tell them apart
            prompts["queued"] = .int(Int128(queued))
            for label in PromptOutcome.Status.labels { prompts[label] = .int(Int128(byResult[label] ?? 0)) }
            var classes = JSONObject()
            for (name, work) in nodes.sorted(by: { $0.key < $1.key }) { classes[name] = .object(work.json) }
            let misses = nodes.values.reduce(0) { $0 + $1.count }
            return [
                "prompts": .object(prompts), "nodes": .object(classes),
                "cache": ["hits": .int(Int128(cacheHits)), "misses": .int(Int128(misses))],
                "model_loads": .object(loads.json), "workers": ["restarts": .int(Int128(workerRestarts))],
            ]
        }
    }
    private let state = Lock(State())

    package init() {}

    package func noteQueued() { state.withLock { $0.queued += 1 } }

    package func note(_ status: PromptOutcome.Status) { state.withLock { $0.byResult[status.label, default: 0] += 1 } }

    package func noteCached(_ count: Int) { state.withLock { $0.cacheHits += count } }

    /// A worker process came to its end before its time, and another one takes its place.
    package func noteWorkerRestart() { state.withLock { $0.workerRestarts += 1 } }

    /// Takes what a span measured.
    func note(_ span: SpanRecord) {
        state.withLock { state in
            switch span.name {
            case SpanName.executePrompt: state.prompts.add(span)
            case SpanName.executeNode:
                state.nodes[span.attributes["comfy.node.class_type"]?.string ?? "?", default: Work()].add(span)
            case SpanName.loadModel: state.loads.add(span)
            default: break
            }
        }
    }

    /// {"prompts", "nodes", "cache", "model_loads", "workers"}; the queue and the memory are others' to tell.
    package func report() -> JSONObject { state.withLock { $0.report } }
}

extension PromptOutcome.Status {
    fileprivate static let labels = ["success", "invalid", "error", "cancelled"]

    fileprivate var label: String {
        switch self {
        case .success: "success"
        case .invalid: "invalid"
        case .failed: "error"
        case .interrupted: "cancelled"
        }
    }
}
