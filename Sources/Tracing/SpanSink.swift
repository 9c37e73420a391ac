internal import System

/// Where a client's spans go, its own and those of its worker processes: the metrics, the host, the collector.
package final class SpanSink: Sendable {
    private let metrics: Metrics
    private let handler: (@Sendable (SpanRecord) -> Void)?
    private let exporter: OTLPExporter?
    private let gate = Monitor((isOpen: true, inside: 0))

    package init(_ metrics: Metrics, handler: (@Sendable (SpanRecord) -> Void)?, exporter: OTLPExporter?) {
        self.metrics = metrics
        self.handler = handler
        self.exporter = exporter
    }

    /// Makes spans that come here.
    package var tracer: Tracer { Tracer { [self] in receive($0) } }

    /// Takes a span that has ended, also one from another process.
    package func receive(_ span: SpanRecord) {
        metrics.note(span)
        guard span.context.isSampled else { return }
        exporter?.add(span)
        guard let handler else { return }
        let isOpen = gate.withLock { gate in
            if gate.isOpen { gate.inside += 1 }
            return gate.isOpen
        }
        guard isOpen else { return }
        handler(span)
        gate.update { $0.inside -= 1 }
    }

    /// When this returns, the host's handler runs no more, and what the collector did not take in time is given up.
    /// Not from the handler.
    package func close() {
        gate.update { $0.isOpen = false }
        _ = gate.wait { $0.inside == 0 ? true : nil }
        exporter?.finish()
    }
}
