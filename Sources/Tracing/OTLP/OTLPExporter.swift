package import Configuration
internal import Formats
internal import Network
internal import System
internal import Workflow

/// Posts spans to a collector as OTLP/HTTP JSON, from a thread of its own. Whoever makes spans never waits: when the
/// collector does not keep up, the latest spans are dropped and counted.
package final class OTLPExporter: Sendable {
    private static let capacity = 4096
    private static let batchSize = 512
    /// Milliseconds.
    private static let interval: Int64 = 1000
    private static let requestTimeout: Int64 = 10_000
    private static let longestPause: Int64 = 30_000
    /// For what is left at the end.
    private static let finalTimeout: Int64 = 2000

    private struct State {
        var waiting: [SpanRecord] = []
        var dropped = 0
        /// Set once no more will come: until when the rest may be sent.
        var end: Int64?
    }

    /// What became of a request.
    enum Answer: Equatable {
        case taken
        /// Worth another try.
        case later(String)
        case refused(String)
    }

    private let settings: OTLPSettings
    private let client: HTTPClient
    private let state = Monitor(State())
    private let thread = Monitor<Thread?>(nil)

    private var endpoint: HTTPEndpoint { client.endpoint }

    /// The exporter that a configuration asks for.
    package init?(_ configuration: Configuration) throws(EngineError) {
        guard let settings = configuration.spanExport else { return nil }
        self.settings = settings
        client = HTTPClient(settings.endpoint)
        let started = try EngineError.translating { () throws(SystemError) in
            try Thread("comfy-spans") { [self] in run() }
        }
        thread.withLock { $0 = started }
    }

    func add(_ span: SpanRecord) {
        state.update { state in
            guard state.end == nil, state.waiting.count < Self.capacity else {
                state.dropped += 1
                return
            }
            state.waiting.append(span)
        }
    }

    /// Sends what is left, for a short time at most, and ends the thread.
    func finish() {
        state.update { $0.end = Clock.monotonic() + Self.finalTimeout * 1_000_000 }
        thread.withLock { $0 }?.join()
    }

    // MARK: On the thread

    private func run() {
        var isFailing = false
        while let batch = nextBatch() {
            var pause = Self.interval
            attempts: while true {
                switch post(batch) {
                case .taken:
                    if isFailing { Log.info("spans are exported to \(endpoint.authority) again") }
                    isFailing = false
                    break attempts
                case .refused(let reason):
                    Log.warning("\(batch.count) spans were refused by \(endpoint.authority): \(reason)")
                    break attempts
                case .later(let reason):
                    if !isFailing { Log.warning("spans cannot be exported to \(endpoint.authority): \(reason)") }
                    isFailing = true
                    guard isOpen(after: pause) else {
                        state.withLock { $0.dropped += batch.count }
                        break attempts
                    }
                    pause = min(pause * 2, Self.longestPause)
                }
            }
        }
        let lost = state.withLock { $0.dropped }
        if lost > 0 { Log.warning("\(lost) spans were dropped, since \(endpoint.authority) did not keep up") }
    }

    /// Waits for spans, and a little longer for more of them; nil at the end.
    private func nextBatch() -> [SpanRecord]? {
        let hasSome: Bool? = state.wait { state in
            if !state.waiting.isEmpty { return true }
            return state.end == nil ? nil : false
        }
        guard hasSome == true else { return nil }
        _ = state.wait(until: Deadline(milliseconds: Self.interval)) { state -> Bool? in
            state.waiting.count >= Self.batchSize || state.end != nil ? true : nil
        }
        return state.withLock { state in
            let batch = Array(state.waiting.prefix(Self.batchSize))
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }

    /// Pauses; false at the end, when there is no other try.
    private func isOpen(after milliseconds: Int64) -> Bool {
        state.wait(until: Deadline(milliseconds: milliseconds)) { $0.end == nil ? nil : false } ?? true
    }

    private func post(_ batch: [SpanRecord]) -> Answer {
        let begun = Clock.monotonic()
        let timeLeft: () -> Int64 = { [state] in
            let now = Clock.monotonic()
            let end = state.withLock { $0.end } ?? .max
            return (min(begun + Self.requestTimeout * 1_000_000, end) - now) / 1_000_000
        }
        let body = Array(OTLPRequest.make(batch, resource: settings.resource).serialized().utf8)
        let headers =
            [("User-Agent", "libcomfy/\(BuildInfo.version)")] + settings.headers + [
                ("Content-Type", "application/json")
            ]
        do {
            return Answer(try client.post(body, headers: headers, timeLeft: timeLeft))
        } catch {
            return .later(error.reason)
        }
    }
}

extension OTLPExporter.Answer {
    /// What an HTTP response says; nil: what came was none.
    init(_ response: HTTPResponse?) {
        guard let response else {
            self = .refused("the answer is not HTTP")
            return
        }
        self =
            switch response.status {
            case 200..<300: .taken
            // What OTLP says may be tried again.
            case 429, 502, 503, 504: .later(response.statusLine)
            default: .refused(response.statusLine)
            }
    }
}
