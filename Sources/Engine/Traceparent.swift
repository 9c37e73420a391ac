/// W3C Trace Context's `traceparent` header (https://www.w3.org/TR/trace-context/).
package enum Traceparent {
    /// Whether it is version-traceid-parentid-flags in lower-case hex, with ids that are not all zero.
    package static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, zip(parts, [2, 32, 16, 2]).allSatisfy({ $0.utf8.count == $1 && isHex($0) }),
            parts[0] != "ff", parts[0] != "00" || parts.count == 4
        else { return false }
        return parts[1].contains { $0 != "0" } && parts[2].contains { $0 != "0" }
    }

    private static func isHex(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (97...102).contains($0) }
    }
}
