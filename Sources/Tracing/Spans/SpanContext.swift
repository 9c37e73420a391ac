/// Which span of which trace: W3C Trace Context (https://www.w3.org/TR/trace-context/).
package struct SpanContext: Sendable, Equatable {
    /// Not 0.
    package var traceID: UInt128
    /// Not 0.
    package var spanID: UInt64
    /// Whether somebody keeps the trace: spans of others are made, but neither exported nor handed out.
    package var isSampled: Bool
    /// Other tracing systems' part, passed on as it came; empty if there is none.
    package var traceState: String

    /// A new trace's, or a child's of `parent`.
    init(childOf parent: SpanContext?) {
        var random = SystemRandomNumberGenerator()
        func id<ID: FixedWidthInteger & UnsignedInteger>(_ type: ID.Type) -> ID {
            .random(in: 1...ID.max, using: &random)
        }
        traceID = parent?.traceID ?? id(UInt128.self)
        spanID = id(UInt64.self)
        isSampled = parent?.isSampled ?? true
        traceState = parent?.traceState ?? ""
    }

    /// Reads the headers; nil if `traceparent` is not in W3C's form. A `tracestate` that is not is left out, as W3C has
    /// it: it belongs to others.
    package init?(traceparent: String, tracestate: String? = nil) {
        let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, zip(parts, [2, 32, 16, 2]).allSatisfy({ $0.utf8.count == $1 && Self.isHex($0) }),
            parts[0] != "ff", parts[0] != "00" || parts.count == 4,
            let traceID = UInt128(parts[1], radix: 16), let spanID = UInt64(parts[2], radix: 16),
            let flags = UInt8(parts[3], radix: 16), traceID != 0, spanID != 0
        else { return nil }
        self.traceID = traceID
        self.spanID = spanID
        isSampled = flags & 1 != 0
        traceState = tracestate.flatMap { TraceState.isValid($0) ? $0 : nil } ?? ""
    }

    /// The header that makes a child elsewhere.
    package var traceparent: String { "00-\(traceID.hex)-\(spanID.hex)-\(isSampled ? "01" : "00")" }

    private static func isHex(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (97...102).contains($0) }
    }
}

extension FixedWidthInteger where Self: UnsignedInteger {
    /// All digits, in lower case.
    package var hex: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: Self.bitWidth / 4 - digits.utf8.count) + digits
    }
}
