internal import Formats
@testable internal import Nodes
internal import Tracing

/// A file name's placeholders, a trace's headers, and Python's regular expressions: three texts, a zero byte between
/// them.
func fuzzTexts(_ bytes: [UInt8]) {
    let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
    }
    let (first, second) = (parts[0], parts.count > 1 ? parts[1] : "a red fox")

    let template = FilenameTemplate(width: 512, height: 64)
    // nothing becomes longer than a number in the place of two letters makes it
    precondition(template.expand(first).utf8.count <= 4 * first.utf8.count + 8)

    if let context = SpanContext(traceparent: first, tracestate: second) {
        precondition(SpanContext(traceparent: context.traceparent)?.traceID == context.traceID)
    }

    for flags in [[], .ignoreCase, .verbose, [.multiline, .dotAll, .ascii]] as [RegularExpression.Flags] {
        guard let expression = try? RegularExpression(first, flags) else { continue }
        let length = second.utf8.count
        if let matches = try? expression.matches(second, limit: 100) {
            precondition(matches.allSatisfy { $0.range.lowerBound >= 0 && $0.range.upperBound <= length })
        }
        _ = try? expression.replacing(in: second, with: parts.count > 2 ? parts[2] : #"\1"#, limit: 10)
    }
}
