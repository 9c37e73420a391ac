package import Formats
internal import System
internal import Tensors
internal import Workflow

/// Makes spans, and hands them over when they have ended.
package struct Tracer: Sendable {
    /// Called on the thread that ends a span.
    package let receive: @Sendable (SpanRecord) -> Void

    package init(_ receive: @escaping @Sendable (SpanRecord) -> Void) { self.receive = receive }

    package func start(_ name: String, parent: SpanContext?, _ attributes: JSONObject = [:]) -> Span {
        Span(name, parent: parent, attributes, receive)
    }

    /// A span around `body`, which does not fail.
    package func measure<R>(_ name: String, parent: SpanContext?, _ body: () -> R) -> R {
        let span = start(name, parent: parent)
        defer { span.end() }
        return body()
    }
}

/// A span under way. Ended once; one that is let go without ends then.
package final class Span: Sendable {
    package let context: SpanContext
    private let startedAt: Int64
    private let receive: @Sendable (SpanRecord) -> Void
    /// nil once it has ended.
    private let record: Lock<SpanRecord?>

    fileprivate init(
        _ name: String, parent: SpanContext?, _ attributes: JSONObject,
        _ receive: @escaping @Sendable (SpanRecord) -> Void
    ) {
        context = SpanContext(childOf: parent)
        startedAt = Clock.monotonic()
        self.receive = receive
        let now = Clock.nanoseconds()
        record = Lock(
            SpanRecord(
                name: name, context: context, parentSpanID: parent?.spanID, start: now, end: now,
                attributes: attributes, events: [], status: .unset))
    }

    package func set(_ attribute: String, _ value: JSON) { record.withLock { $0?.attributes[attribute] = value } }

    /// OpenTelemetry's `record_exception`, and the status that goes with it.
    package func fail(_ type: String, _ message: String, traceback: [String] = []) {
        record.withLock { record in
            record?.status = .error("\(type): \(message)")
            record?.events.append(
                SpanRecord.Event(
                    name: "exception", time: Clock.nanoseconds(),
                    attributes: [
                        "exception.type": .string(type), "exception.message": .string(message),
                        "exception.stacktrace": .string(traceback.joined()),
                    ]))
        }
    }

    func fail(_ error: NodeError) { fail(error.type, error.message, traceback: error.traceback) }

    package func end() {
        // The steady clock measures, the other one only dates.
        let elapsed = Clock.monotonic() - startedAt
        let ended = record.withLock { record in
            defer { record = nil }
            return record
        }
        guard var ended else { return }
        ended.end = ended.start + max(elapsed, 0)
        receive(ended)
    }

    deinit { end() }
}
