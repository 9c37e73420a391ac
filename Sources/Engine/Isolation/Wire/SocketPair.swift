internal import CEngine
internal import Glibc

/// Two connected sockets.
enum SocketPair {
    /// The host's end, where sending gives up after some time without progress, and the worker's.
    static func make(sendTimeoutMilliseconds: Int) throws(EngineError) -> (host: Int32, worker: Int32) {
        let sockets = UnsafeMutablePointer<Int32>.allocate(capacity: 2)
        defer { sockets.deallocate() }
        let status = ce_socket_pair(sockets, Int32(clamping: sendTimeoutMilliseconds))
        guard status == 0 else {
            throw EngineError(.outOfResources, "cannot make a socket: \(String(cString: strerror(status)))")
        }
        return (sockets[0], sockets[1])
    }
}
