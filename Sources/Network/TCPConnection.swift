internal import Glibc

/// A connection to a server, whose every wait ends when its time is over.
struct TCPConnection: ~Copyable {
    private let descriptor: Int32
    /// Milliseconds that are left; asked again and again, so that it may shrink.
    private let timeLeft: () -> Int64

    /// Tries a host's addresses one after the other.
    init(_ addresses: [HostLookup.Address], timeLeft: @escaping () -> Int64) throws(NetworkError) {
        var reason = "no address"
        for address in addresses {
            switch Self.connect(address, timeLeft) {
            case .success(let descriptor):
                self.descriptor = descriptor
                self.timeLeft = timeLeft
                return
            case .failure(let failure): reason = failure.reason
            }
        }
        throw NetworkError(reason)
    }

    private static func connect(_ address: HostLookup.Address, _ timeLeft: () -> Int64) -> Result<Int32, NetworkError> {
        let descriptor = socket(
            address.family, address.type | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue),
            address.number)
        guard descriptor >= 0 else { return .failure(failure()) }
        let status = address.bytes.withUnsafeBytes {
            Glibc.connect(descriptor, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t($0.count))
        }
        if status == 0 { return .success(descriptor) }
        var problem: Int32 = errno
        if problem == EINPROGRESS {
            guard waits(descriptor, POLLOUT, timeLeft) else {
                close(descriptor)
                return .failure(NetworkError("no answer in time"))
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

    func send(_ bytes: [UInt8]) throws(NetworkError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + done, $0.count - done, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                done += count
            } else if errno == EAGAIN {
                guard Self.waits(descriptor, POLLOUT, timeLeft) else { throw NetworkError("no answer in time") }
            } else if errno != EINTR {
                throw Self.failure()
            }
        }
    }

    /// What comes until it has this end or the server closes, at most `limit` bytes.
    func receive(until end: [UInt8], limit: Int) throws(NetworkError) -> [UInt8] {
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while result.count < limit {
            guard Self.waits(descriptor, POLLIN, timeLeft) else { throw NetworkError("no answer in time") }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                result += buffer[..<count]
                if Self.contains(end, in: result) { break }
            } else if count == 0 {
                break
            } else if errno != EAGAIN && errno != EINTR {
                throw Self.failure()
            }
        }
        return result
    }

    private static func contains(_ end: [UInt8], in bytes: [UInt8]) -> Bool {
        guard bytes.count >= end.count else { return false }
        return (0...bytes.count - end.count).contains { bytes[$0..<($0 + end.count)].elementsEqual(end) }
    }

    private static func failure(_ code: Int32 = errno) -> NetworkError { NetworkError(String(cString: strerror(code))) }

    deinit { close(descriptor) }
}
