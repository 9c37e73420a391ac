/// Where to post to: what an `http` URL says.
package struct HTTPEndpoint: Sendable, Equatable {
    /// A name or an address, without brackets.
    package var host: String
    package var port: UInt16
    /// With its leading slash.
    package var path: String

    package enum Problem: Error { case needsTLS, malformed }

    /// - Throws: `needsTLS` for `https`, which this library does not speak; `malformed` for all else.
    package init(_ url: String) throws(Problem) {
        let lower = url.lowercased()
        guard !lower.hasPrefix("https://") else { throw .needsTLS }
        let prefix = "http://"
        guard lower.hasPrefix(prefix), url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .malformed }
        let rest = url.dropFirst(prefix.count)
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let authority = rest[..<end]
        path = rest[end...].hasPrefix("/") ? String(rest[end...].prefix { $0 != "?" && $0 != "#" }) : "/"
        guard !authority.contains("@") else { throw .malformed }
        var portText: Substring?
        if authority.hasPrefix("["), let close = authority.firstIndex(of: "]") {
            host = String(authority[authority.index(after: authority.startIndex)..<close])
            let tail = authority[authority.index(after: close)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { throw .malformed }
            portText = tail.isEmpty ? nil : tail.dropFirst()
        } else {
            let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2 else { throw .malformed }
            host = String(parts.first ?? "")
            portText = parts.count == 2 ? parts[1] : nil
        }
        guard !host.isEmpty, let port = portText.map({ UInt16($0) }) ?? 80, port != 0 else { throw .malformed }
        self.port = port
    }

    /// As in the `Host` header.
    package var authority: String { (host.contains(":") ? "[\(host)]" : host) + (port == 80 ? "" : ":\(port)") }

    /// A URL for people to read, whatever it is.
    package static func withoutPassword(_ url: String) -> String {
        guard let at = url.lastIndex(of: "@") else { return url }
        let scheme = url[..<at].firstIndex(of: "/").map { url[..<$0] + "//" } ?? ""
        return scheme + "***" + url[at...]
    }

    /// The place of traces below a collector's base address.
    package func appending(_ suffix: String) -> HTTPEndpoint {
        guard !path.hasSuffix(suffix) else { return self }
        var copy = self
        copy.path = (path.hasSuffix("/") ? String(path.dropLast()) : path) + suffix
        return copy
    }
}
