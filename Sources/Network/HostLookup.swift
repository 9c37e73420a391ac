internal import Glibc
internal import System

/// Finds the addresses of a host. The system may take its time for that, and cannot be hurried or called off, so it
/// has a thread that nobody has to wait for: one that gets no answer ends by itself, whenever the system gives up.
final class HostLookup: Sendable {
    struct Address: Sendable {
        var family: Int32
        var type: Int32
        var number: Int32
        var bytes: [UInt8]
    }

    typealias Answer = Result<[Address], NetworkError>

    private let ask: @Sendable (_ host: String, _ port: UInt16) -> Answer
    /// Of the question under way.
    private let answer = Monitor<(isAsked: Bool, answer: Answer?)>((false, nil))

    init(_ ask: @escaping @Sendable (_ host: String, _ port: UInt16) -> Answer = { HostLookup.ask($0, $1) }) {
        self.ask = ask
    }

    /// - Parameter timeLeft: milliseconds; asked again and again, so that it may shrink.
    func addresses(
        _ host: String, _ port: UInt16, timeLeft: () -> Int64
    ) throws(NetworkError) -> [Address] {
        let isAsked = answer.withLock { state in
            defer { state.isAsked = true }
            return state.isAsked
        }
        if !isAsked {
            do throws(SystemError) {
                _ = try Thread("comfy-lookup") { [ask, answer] in
                    let found = ask(host, port)
                    answer.update { $0.answer = found }
                }
            } catch {
                answer.withLock { $0.isAsked = false }
                throw NetworkError(error.message)
            }
        }
        while true {
            let left = timeLeft()
            guard left > 0 else { throw NetworkError("\(host): no address in time") }
            // In slices, since the time that is left may shrink meanwhile.
            let found = answer.wait(until: Deadline(milliseconds: min(left, 50))) { state -> Answer? in
                guard let found = state.answer else { return nil }
                state = (false, nil)
                return found
            }
            if let found { return try found.get() }
        }
    }

    private static func ask(_ host: String, _ port: UInt16) -> Answer {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, "\(port)", &hints, &list)
        guard status == 0 else {
            return .failure(NetworkError("\(host): \(String(cString: gai_strerror(status)))"))
        }
        defer { freeaddrinfo(list) }
        var addresses: [Address] = []
        var next = list
        while let entry = next?.pointee {
            let bytes = UnsafeRawBufferPointer(start: entry.ai_addr, count: Int(entry.ai_addrlen))
            addresses.append(
                Address(
                    family: entry.ai_family, type: entry.ai_socktype, number: entry.ai_protocol, bytes: Array(bytes)))
            next = entry.ai_next
        }
        return .success(addresses)
    }
}
