internal import CSystem
internal import Glibc

/// A joinable thread with room for deep recursion, deaf to the host's signals, and with a floating-point environment of
/// its own: whatever the host has set, computing is the same.
///
/// `@unchecked Sendable`: the thread's id is written once, in `init`, and `isJoined` only under the monitor.
package final class Thread: @unchecked Sendable {
    private let id: pthread_t
    private let isJoined = Monitor(false)

    private final class Start {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// - Parameter name: at most 15 bytes, what `ps` and debuggers show.
    package init(_ name: String, stackSize: Int = 8 << 20, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let start = Unmanaged.passRetained(Start(body))
        var thread = pthread_t()
        let status = cs_thread_start(
            &thread, name, stackSize,
            { argument in
                guard let argument else { return nil }
                cs_float_environment_reset()
                Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, start.toOpaque())
        guard status == 0 else {
            start.release()
            throw SystemError(.outOfResources, "cannot start a thread: \(String(cString: strerror(status)))")
        }
        id = thread
    }

    /// Waits for its end. Not from the thread itself.
    package func join() {
        let isFirst = isJoined.withLock { isJoined in
            defer { isJoined = true }
            return !isJoined
        }
        if isFirst { pthread_join(id, nil) }
    }

    deinit {
        // Nobody asked for its end: the system collects it.
        if !isJoined.withLock({ $0 }) { pthread_detach(id) }
    }
}
