internal import Network
internal import Tracing

/// What a collector answers, where it is said to be, and the trace that a host joins.
func fuzzCollector(_ bytes: [UInt8]) {
    if let answer = HTTPResponse(head: bytes) { precondition(answer.statusLine.hasPrefix("HTTP/1.")) }
    let text = String(decoding: bytes, as: UTF8.self)
    if let endpoint = try? HTTPEndpoint(text) { _ = endpoint.appending("/v1/traces") }
    _ = HTTPEndpoint.withoutPassword(text)
    let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    if let context = SpanContext(traceparent: lines[0], tracestate: lines.count > 1 ? lines[1] : nil) {
        guard let again = SpanContext(traceparent: context.traceparent, tracestate: context.traceState) else {
            fatalError("cannot read what was written: \(context.traceparent)")
        }
        precondition(again == context)
    }
}
