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
        pthread_atfork(
            {
                pthread_mutex_lock(all.mutex)
                for handlers in all.value { handlers.before() }
            },
            {
                for handlers in all.value { handlers.inParent() }
                pthread_mutex_unlock(all.mutex)
            },
            {
                for handlers in all.value { handlers.inChild() }
                pthread_mutex_unlock(all.mutex)
            }) == 0
    }()

    static func add(_ handlers: Handlers) {
        _ = isInstalled
        all.withLock { $0.append(handlers) }
    }
}
