internal import CNetwork
internal import Glibc
package import System

/// Fetches what http:// and https:// URLs name, through libcurl, which is found at run time: only for hosts that allow it.
package struct WebFetch: Sendable {
    /// Whether the machine's own networks (loopback, private and link-local addresses and what its interfaces are in) may be
    /// asked too. Every address that is connected to is looked at, whatever name or redirection led to it.
    private let reachesOwnNetworks: Bool
    /// Milliseconds that one file may take.
    private let timeLimit: Int64

    package init(reachesOwnNetworks: Bool, timeLimit: Int64 = 300_000) {
        (self.reachesOwnNetworks, self.timeLimit) = (reachesOwnNetworks, timeLimit)
    }

    /// Whether a name is such a URL.
    package static func isURL(_ name: String) -> Bool {
        let start = name.prefix("https://".count).lowercased()
        return start.hasPrefix("http://") || start.hasPrefix("https://")
    }

    /// Why nothing can be fetched; nil where it can.
    package static var missing: String? { cn_missing().map { String(cString: $0) } }

    /// - Parameter limit: bytes that the answer may have.
    /// - Throws: `NetworkError`, or `CancellationError` within a quarter of a second of the cancellation.
    package func bytes(at url: String, limit: Int, _ cancellation: Cancellation) throws -> [UInt8] {
        let shown = HTTPEndpoint.withoutPassword(url)
        // a zero would end the text early
        guard Self.isURL(url), !url.utf8.contains(0) else { throw NetworkError("\(shown): no http:// or https:// URL") }
        var answer = cn_answer()
        let isThere = url.withCString { url in
            var request = cn_request(
                url: url, allows_private: reachesOwnNetworks, most_bytes: limit, milliseconds: timeLimit,
                is_cancelled: { _ in Cancellation.isCurrentRaised }, context: nil)
            return cancellation.whileCurrent { cn_fetch(&request, &answer) }
        }
        defer { free(answer.bytes) }
        if answer.was_cancelled { throw CancellationError() }
        guard isThere else {
            let reason = withUnsafeBytes(of: &answer.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            throw NetworkError("\(shown): \(reason)")
        }
        return Array(UnsafeBufferPointer(start: answer.bytes, count: answer.count))
    }
}
