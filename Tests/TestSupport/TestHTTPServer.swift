internal import Glibc
internal import System

/// A server of HTTP on this machine, which answers each request by a function, one after the other.
package final class TestHTTPServer: Sendable {
    package struct Answer: Sendable {
        package var status = 200
        package var headers: [String] = []
        package var body: [UInt8] = []
        /// Seconds to wait before it, and after its head.
        package var delay = 0.0
        package var pause = 0.0

        package init(
            status: Int = 200, headers: [String] = [], body: [UInt8] = [], delay: Double = 0, pause: Double = 0
        ) {
            (self.status, self.headers, self.body) = (status, headers, body)
            (self.delay, self.pause) = (delay, pause)
        }
    }

    package let port: UInt16
    private let listener: Int32
    private let count = Monitor(0)

    package var url: String { "http://127.0.0.1:\(port)" }
    package var requestCount: Int { count.withLock { $0 } }

    /// - Parameter answer: of a path.
    package init(_ answer: @escaping @Sendable (_ path: String) -> Answer) throws {
        let (listener, port) = Self.listen()
        (self.listener, self.port) = (listener, port)
        _ = try Thread("test-server") { [count] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                Self.serve(connection, count, answer)
                close(connection)
            }
            // not before: a new listener may get its number, and this thread would answer for it
            close(listener)
        }
    }

    private static func listen() -> (listener: Int32, port: UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isThere = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0 && Glibc.listen(listener, 16) == 0
                    && getsockname(listener, address, &size) == 0
            }
        }
        precondition(isThere, "no server for tests")
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func serve(_ connection: Int32, _ count: Monitor<Int>, _ answer: (String) -> Answer) {
        var request: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !String(decoding: request, as: UTF8.self).contains("\r\n\r\n") {
            let got = recv(connection, &buffer, buffer.count, 0)
            guard got > 0 else { return }
            request += buffer[..<got]
        }
        count.update { $0 += 1 }
        let words = String(decoding: request, as: UTF8.self).split(separator: " ", maxSplits: 2)
        let answer = answer(words.count > 1 ? String(words[1]) : "")
        usleep(useconds_t(answer.delay * 1e6))
        let head =
            (["HTTP/1.1 \(answer.status) X", "Content-Length: \(answer.body.count)", "Connection: close"]
            + answer.headers).joined(separator: "\r\n") + "\r\n\r\n"
        send(Array(head.utf8), connection)
        usleep(useconds_t(answer.pause * 1e6))
        send(answer.body, connection)
    }

    private static func send(_ bytes: [UInt8], _ connection: Int32) {
        var done = 0
        while done < bytes.count {
            let sent = bytes.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress! + done, $0.count - done, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return }
            done += sent
        }
    }
}
