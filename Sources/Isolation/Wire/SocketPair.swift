internal import CIsolation
internal import Configuration
internal import Glibc

/// Two connected sockets.
enum SocketPair {
    /// The parent's end, where sending gives up after some time without progress, and the child's.
    static func make(sendTimeoutMilliseconds: Int) throws(EngineError) -> (parent: Int32, child: Int32) {
        let sockets = UnsafeMutablePointer<Int32>.allocate(capacity: 2)
        defer { sockets.deallocate() }
        let status = ci_socket_pair(sockets, Int32(clamping: sendTimeoutMilliseconds))
        guard status == 0 else {
            throw EngineError(.outOfResources, "cannot make a socket: \(String(cString: strerror(status)))")
        }
        return (sockets[0], sockets[1])
    }
}
