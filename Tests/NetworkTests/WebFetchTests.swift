import CNetwork
import Glibc
import System
import TestSupport
import Testing

@testable import Network

@Suite struct WebFetchTests {
    private let near = WebFetch(reachesOwnNetworks: true, timeLimit: 60_000)

    private func reason<R>(_ body: () throws -> R) -> String? {
        #expect(throws: NetworkError.self) { _ = try body() }?.reason
    }

    @Test func whatAServerGives() throws {
        let server = try TestHTTPServer { path in
            switch path {
            case "/there": .init(body: Array("hello".utf8))
            case "/moved": .init(status: 302, headers: ["Location: /there"])
            case "/round": .init(status: 302, headers: ["Location: /round"])
            case "/file": .init(status: 302, headers: ["Location: file:///etc/passwd"])
            case "/cut": .init(headers: ["Content-Length: 9"], body: Array("half".utf8))
            case "/large": .init(body: [UInt8](repeating: 7, count: 300_000))
            default: .init(status: 404)
            }
        }
        func get(_ path: String, _ limit: Int = 1 << 20) throws -> [UInt8] {
            try near.bytes(at: server.url + path, limit: limit, Cancellation())
        }
        #expect(try get("/there") == Array("hello".utf8))
        #expect(try get("/moved") == Array("hello".utf8))
        #expect(try get("/large", 300_000).count == 300_000)
        #expect(reason { try get("/large", 299_999) }?.contains("larger than 299999 bytes") == true)
        #expect(reason { try get("/nothing") }?.contains("status 404") == true)
        for path in ["/round", "/file"] { #expect(reason { try get(path) } != nil) }
    }

    /// A name, another way to write the address, and a redirection lead to the same machine: all are looked at.
    @Test func ownNetworksAreOutOfReach() throws {
        let inner = try TestHTTPServer { _ in .init(body: [1]) }
        let fetch = WebFetch(reachesOwnNetworks: false, timeLimit: 20_000)
        for host in ["127.0.0.1", "localhost", "0x7f000001", "[::ffff:127.0.0.1]", "0.0.0.0", "[::1]"] {
            let url = "http://\(host):\(inner.port)/"
            #expect(reason { try fetch.bytes(at: url, limit: 9, Cancellation()) } != nil, "\(url)")
        }
        #expect(inner.requestCount == 0)
    }

    @Test func waitingEnds() throws {
        let server = try TestHTTPServer { path in path == "/slow" ? .init(delay: 30) : .init(body: [1, 2], pause: 60) }
        let cancellation = Cancellation()
        _ = try Thread("test-cancel") {
            usleep(300_000)
            cancellation.cancel()
        }
        let time = milliseconds {
            #expect(throws: CancellationError.self) {
                try near.bytes(at: server.url + "/slow", limit: 9, cancellation)
            }
        }
        #expect(time < 20_000)
        let brief = WebFetch(reachesOwnNetworks: true, timeLimit: 300)
        #expect(reason { try brief.bytes(at: server.url + "/pause", limit: 9, Cancellation()) } != nil)
    }

    @Test(arguments: ["ftp://a/b", "file:///etc/passwd", "", "http//a", "gopher://a", "http://a\u{0}b/"])
    func otherURLsAreNone(_ url: String) {
        #expect(reason { try near.bytes(at: url, limit: 9, Cancellation()) } != nil)
    }

    @Test func passwordsAreNotShown() {
        let message = reason { try near.bytes(at: "http://me:secret@127.0.0.1:1/x", limit: 9, Cancellation()) }
        #expect(message?.contains("secret") == false)
    }

    @Test(
        arguments: [
            ("8.8.8.8", true), ("1.1.1.1", true), ("127.0.0.1", false), ("10.1.2.3", false), ("100.64.0.1", false),
            ("100.128.0.1", true), ("169.254.169.254", false), ("172.15.0.1", true), ("172.16.0.1", false),
            ("172.31.255.255", false), ("172.32.0.1", true), ("192.168.1.1", false), ("192.0.2.1", false),
            ("198.18.0.1", false), ("198.20.0.1", true), ("224.0.0.1", false), ("255.255.255.255", false),
            ("0.0.0.0", false), ("::", false), ("::1", false), ("::ffff:8.8.8.8", true), ("::ffff:10.0.0.1", false),
            ("64:ff9b::808:808", true), ("64:ff9b::7f00:1", false), ("fe80::1", false), ("fc00::1", false),
            ("fd12::1", false), ("ff02::1", false), ("2001:db8::1", false), ("2001:0:1::1", false),
            ("2002:7f00:1::", false), ("2606:4700:4700::1111", true), ("2a00:1450::1", true), ("4000::1", false),
        ] as [(String, Bool)]) func publicAddresses(_ text: String, _ isPublic: Bool)
    {
        var storage = sockaddr_storage()
        let size = withUnsafeMutableBytes(of: &storage) { bytes -> Int in
            if text.contains(":") {
                let address = bytes.assumingMemoryBound(to: sockaddr_in6.self).baseAddress!
                address.pointee.sin6_family = sa_family_t(AF_INET6)
                #expect(inet_pton(AF_INET6, text, &address.pointee.sin6_addr) == 1)
                return MemoryLayout<sockaddr_in6>.size
            }
            let address = bytes.assumingMemoryBound(to: sockaddr_in.self).baseAddress!
            address.pointee.sin_family = sa_family_t(AF_INET)
            #expect(inet_pton(AF_INET, text, &address.pointee.sin_addr) == 1)
            return MemoryLayout<sockaddr_in>.size
        }
        let found = withUnsafeBytes(of: &storage) {
            cn_is_public($0.assumingMemoryBound(to: sockaddr.self).baseAddress, size)
        }
        #expect(found == isPublic, "\(text)")
    }
}
