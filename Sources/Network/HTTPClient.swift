/// Talks to one server: HTTP/1.1 without TLS, a connection for each request. Used by one thread.
package final class HTTPClient: Sendable {
    package let endpoint: HTTPEndpoint
    private let lookup = HostLookup()

    package init(_ endpoint: HTTPEndpoint) { self.endpoint = endpoint }

    /// Posts a body to the endpoint.
    ///
    /// - Parameters:
    ///   - headers: those that say what is posted and by whom; names and values as HTTP allows them.
    ///   - timeLeft: milliseconds; asked again and again, so that it may shrink.
    /// - Returns: the head of the answer; nil if that is not HTTP.
    package func post(
        _ body: [UInt8], headers: [(name: String, value: String)], timeLeft: @escaping () -> Int64
    ) throws(NetworkError) -> HTTPResponse? {
        let all =
            [("Host", endpoint.authority)] + headers + [("Content-Length", "\(body.count)"), ("Connection", "close")]
        let head =
            "POST \(endpoint.path) HTTP/1.1\r\n" + all.map { "\($0.0): \($0.1)\r\n" }.joined() + "\r\n"
        let addresses = try lookup.addresses(endpoint.host, endpoint.port, timeLeft: timeLeft)
        let connection = try TCPConnection(addresses, timeLeft: timeLeft)
        try connection.send(Array(head.utf8) + body)
        // A server may leave the connection open behind its answer.
        return HTTPResponse(head: try connection.receive(until: Array("\r\n\r\n".utf8), limit: 65536))
    }
}
