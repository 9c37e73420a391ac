import System
import TestSupport
import Testing

@testable import Network

/// The pieces; Tests/CollectorTests has the whole.
@Suite struct HTTPTests {
    @Test(
        arguments: [
            ("http://collector:4318", "collector", 4318, "/v1/traces"), ("http://a", "a", 80, "/v1/traces"),
            ("HTTP://a/", "a", 80, "/v1/traces"), ("http://a:1/x/", "a", 1, "/x/v1/traces"),
            ("http://a/v1/traces", "a", 80, "/v1/traces"), ("http://[::1]:4318/b?c#d", "::1", 4318, "/b/v1/traces"),
        ] as [(String, String, UInt16, String)]) func endpoints(url: String, host: String, port: UInt16, path: String)
        throws
    {
        let endpoint = try HTTPEndpoint(url).appending("/v1/traces")
        #expect(endpoint.host == host && endpoint.port == port && endpoint.path == path)
    }

    @Test(arguments: [
        "", "collector:4318", "ftp://a", "http://", "http://:80", "http://a:0", "http://a:65536", "http://a:x",
        "http://a:1:2", "http://user@a", "http://[::1", "http://[::1]x", "http://a b", "http://a\r\nX: y", "http://é",
    ]) func malformedEndpoints(url: String) {
        #expect(throws: HTTPEndpoint.Problem.malformed) { try HTTPEndpoint(url) }
    }

    /// The system's answer is waited for no longer than there is time, and asked for once.
    @Test func lookUpsThatTakeTheirTime() throws {
        let asked = Monitor(0)
        let isOpen = Monitor(false)
        let lookup = HostLookup { host, _ in
            asked.update { $0 += 1 }
            _ = isOpen.wait { $0 ? true : nil }
            return .failure(NetworkError("\(host) is unknown"))
        }
        for _ in 0..<2 {
            let end = Clock.monotonic() + 100_000_000
            let time = milliseconds {
                let failure = #expect(throws: NetworkError.self) {
                    try lookup.addresses("slow", 80, timeLeft: { (end - Clock.monotonic()) / 1_000_000 })
                }
                #expect(failure?.reason == "slow: no address in time")
            }
            #expect(time < 10_000)
        }
        #expect(asked.withLock { $0 } == 1)
        isOpen.update { $0 = true }
        for count in 1...2 {
            let failure = #expect(throws: NetworkError.self) {
                try lookup.addresses("slow", 80, timeLeft: { 30_000 })
            }
            #expect(failure?.reason == "slow is unknown" && asked.withLock { $0 } == count)
        }
        #expect(try HostLookup().addresses("127.0.0.1", 9, timeLeft: { 30_000 }).count == 1)
    }

    @Test func secureEndpointsAreTold() {
        #expect(throws: HTTPEndpoint.Problem.needsTLS) { try HTTPEndpoint("https://a:4318") }
    }

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\n\r\n{}", 200), ("HTTP/1.0 202 Accepted\r\n\r\n", 202),
            ("HTTP/1.1 429 Slow\n\n", 429), ("HTTP/1.1 301\r\n", 301), ("", nil), ("SSH-2.0-x\r\n", nil),
            ("HTTP/1.1 abc\r\n", nil), ("HTTP/2 200\r\n", nil), ("  HTTP/1.1 200\r\n", nil), ("HTTP/1.1 7\r\n", nil),
        ] as [(String, Int?)]) func answers(head: String, status: Int?)
    {
        #expect(HTTPResponse(head: Array(head.utf8))?.status == status)
    }
}
