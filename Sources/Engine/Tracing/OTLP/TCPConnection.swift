internal import Glibc

/// A connection to a server, whose every wait ends when its time is over.
struct TCPConnection: ~Copyable {
    struct Failure: Error { var reason: String }

    private let descriptor: Int32
    /// Milliseconds that are left; asked again and again, so that it may shrink.
    private let timeLeft: () -> Int64

    /// Tries the host's addresses one after the other.
    init(host: String, port: UInt16, timeLeft: @escaping () -> Int64) throws(Failure) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, "\(port)", &hints, &list)
        guard status == 0 else { throw Failure(reason: "\(host): \(String(cString: gai_strerror(status)))") }
        defer { freeaddrinfo(list) }
        var reason = "no address"
        var next = list
        while let address = next {
            switch Self.connect(address.pointee, timeLeft) {
            case .success(let descriptor):
                self.descriptor = descriptor
                self.timeLeft = timeLeft
                return
            case .failure(let failure): reason = failure.reason
            }
            next = address.pointee.ai_next
        }
        throw Failure(reason: reason)
    }

    private static func connect(_ address: addrinfo, _ timeLeft: () -> Int64) -> Result<Int32, Failure> {
        let descriptor = socket(
            address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue),
            address.ai_protocol)
        guard descriptor >= 0 else { return .failure(failure()) }
        if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return .success(descriptor) }
        var problem: Int32 = errno
        if problem == EINPROGRESS {
            guard waits(descriptor, POLLOUT, timeLeft) else {
                close(descriptor)
                return .failure(Failure(reason: "no answer in time"))
            }
            var size = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &size)
        }
        guard problem == 0 else {
            close(descriptor)
            return .failure(failure(problem))
        }
        return .success(descriptor)
    }

    /// False when the time is over.
    private static func waits(_ descriptor: Int32, _ events: Int32, _ timeLeft: () -> Int64) -> Bool {
        while true {
            let left = timeLeft()
            guard left > 0 else { return false }
            var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
            // In slices, since the time that is left may shrink meanwhile.
            if poll(&entry, 1, Int32(min(left, 50))) > 0 { return true }
        }
    }

    func send(_ bytes: [UInt8]) throws(Failure) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + done, $0.count - done, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                done += count
            } else if errno == EAGAIN {
                guard Self.waits(descriptor, POLLOUT, timeLeft) else { throw Failure(reason: "no answer in time") }
            } else if errno != EINTR {
                throw Self.failure()
            }
        }
    }

    /// All that comes until the server closes, at most `limit` bytes.
    func receive(limit: Int) throws(Failure) -> [UInt8] {
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while result.count < limit {
            guard Self.waits(descriptor, POLLIN, timeLeft) else { throw Failure(reason: "no answer in time") }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                result += buffer[..<count]
            } else if count == 0 {
                break
            } else if errno != EAGAIN && errno != EINTR {
                throw Self.failure()
            }
        }
        return result
    }

    private static func failure(_ code: Int32 = errno) -> Failure { Failure(reason: String(cString: strerror(code))) }

    deinit { close(descriptor) }
}
