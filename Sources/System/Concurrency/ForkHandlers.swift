internal import CSystem
internal import Glibc

/// What is done around a fork of the host, so that its child finds the state of the process free and whole: the threads
/// that may have been at work on it are not there.
package enum ForkHandlers {
    struct Handlers: Sendable {
        let before: @Sendable () -> Void
        let inParent: @Sendable () -> Void
        let inChild: @Sendable () -> Void
    }

    private static let all = Lock<[Handlers]>([])

    private static let isInstalled: Bool = {
        pthread_atfork({ begin() }, { endInParent() }, { endInChild() }) == 0
    }()

    /// How often a fork gives way to a thread that is inside Swift's runtime and waits for what the fork has locked; then
    /// it goes ahead.
    private static let tries = 20

    private static func begin() {
        for rest in (0..<tries).reversed() {
            pthread_mutex_lock(all.mutex)
            for handlers in all.value { handlers.before() }
            if cs_fork_begin() != 0 || rest == 0 { return }
            endInParent()
        }
    }

    private static func endInParent() {
        cs_fork_end(0)
        for handlers in all.value { handlers.inParent() }
        pthread_mutex_unlock(all.mutex)
    }

    private static func endInChild() {
        cs_fork_end(1)
        for handlers in all.value { handlers.inChild() }
        pthread_mutex_unlock(all.mutex)
    }

    static func add(_ handlers: Handlers) {
        _ = isInstalled
        all.withLock { $0.append(handlers) }
    }
}
