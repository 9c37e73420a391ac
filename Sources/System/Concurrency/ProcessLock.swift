internal import Glibc

/// State of the whole process behind a lock. After a fork of the host the child finds it unlocked.
///
/// No two of them are held at the same time, but for those that do not delay a fork.
package final class ProcessLock<Value: Sendable>: Sendable {
    private let lock: Lock<Value>

    /// - Parameters:
    ///   - delaysFork: a fork waits until nobody is at work on the value, so that the child has it whole; else the lock
    ///     alone is made anew.
    ///   - inChild: changes the value in the child of a fork.
    package init(
        _ value: Value, delaysFork: Bool = true, inChild: @escaping @Sendable (inout Value) -> Void = { _ in }
    ) {
        let lock = Lock(value)
        self.lock = lock
        ForkHandlers.add(
            delaysFork
                ? ForkHandlers.Handlers(
                    before: { pthread_mutex_lock(lock.mutex) }, inParent: { pthread_mutex_unlock(lock.mutex) },
                    inChild: {
                        inChild(&lock.value)
                        pthread_mutex_unlock(lock.mutex)
                    })
                : ForkHandlers.Handlers(
                    before: {}, inParent: {}, inChild: { pthread_mutex_init(lock.mutex, nil) }))
    }

    package func withLock<R, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
        try lock.withLock(body)
    }
}
