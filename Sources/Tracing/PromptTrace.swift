internal import Formats
internal import System
internal import Tensors
package import Workflow

/// The spans of one prompt's execution: "Execute Prompt", and below it one for each node that ran.
package final class PromptTrace: RunObserver {
    private let tracer: Tracer
    private let span: Span
    private let nodes = Lock<[String: Span]>([:])
    /// Of the node that the thread is at work on: what it loads belongs to it.
    private static let current = ThreadLocal<Span>()

    /// - Parameter parent: the "Queue Prompt" that asked for it.
    package init(_ tracer: Tracer, parent: SpanContext?, promptID: String) {
        self.tracer = tracer
        span = tracer.start(
            SpanName.executePrompt, parent: parent, ["comfy.prompt.id": .string(promptID)])
    }

    package func nodeBegins(_ node: ObservedNode) {
        let known = nodes.withLock { $0[node.id] }
        let nodeSpan = known ?? start(node)
        Self.current.object = nodeSpan
    }

    private func start(_ node: ObservedNode) -> Span {
        nodes.withLock { nodes in
            let parent = node.parentID.flatMap { nodes[$0] } ?? span
            let started = tracer.start(
                SpanName.executeNode, parent: parent.context,
                ["comfy.node.id": .string(node.id), "comfy.node.class_type": .string(node.className)])
            nodes[node.id] = started
            return started
        }
    }

    package func nodeWaits(_ node: ObservedNode) { Self.current.object = nil }

    package func nodeEnds(_ node: ObservedNode, _ error: NodeError?) {
        Self.current.object = nil
        guard let ended = nodes.withLock({ $0.removeValue(forKey: node.id) }) else { return }
        if let error { ended.fail(error) }
        ended.end()
    }

    /// Ends the prompt's span, and those of nodes that will not come to their end.
    package func end(_ status: PromptOutcome.Status) {
        for (_, open) in nodes.withLock({ $0 }) { open.end() }
        nodes.withLock { $0 = [:] }
        span.end(status)
    }

    /// The span of a model that the calling thread begins to load, below the node that wants it; call what it returns
    /// when that is over.
    package static func beginLoad(
        _ name: String, _ kind: String, _ tracer: Tracer
    ) -> (Result<Int, any Error>) -> Void {
        let span = tracer.start(
            SpanName.loadModel, parent: current.object?.context,
            ["comfy.model.name": .string(name), "comfy.model.kind": .string(kind)])
        return { result in
            switch result {
            case .success(let bytes): span.set("comfy.model.bytes", .int(Int128(bytes)))
            case .failure(is CancellationError): span.fail(NodeError.interruption)
            case .failure(let error): span.fail(NodeError(catching: error))
            }
            span.end()
        }
    }
}

/// The names of the spans, the first three of which are the original's.
package enum SpanName {
    package static let queuePrompt = "Queue Prompt"
    package static let initializeExecutor = "Initialize Prompt Executor"
    package static let executePrompt = "Execute Prompt"
    package static let executeNode = "Execute Node"
    package static let loadModel = "Load Model"
}

extension Span {
    /// Ends with what became of a prompt: failure is what the original's exception would be.
    package func end(_ status: PromptOutcome.Status) {
        switch status {
        case .success: break
        case .invalid(let errors): fail("ValueError", JSON.object(errors).serialized(.python))
        case .failed(let data):
            fail(
                data["exception_type"]?.string ?? "Exception", data["exception_message"]?.string ?? "",
                traceback: data["traceback"]?.array?.compactMap(\.string) ?? [])
        case .interrupted: fail(NodeError.interruption)
        }
        end()
    }
}
