internal import Glibc

/// A value that one thread at a time may touch.
///
/// A pthread mutex, because ThreadSanitizer knows those: what `Synchronization.Mutex` does in the kernel it cannot see,
/// and takes everything behind one for a race.
///
/// `@unchecked Sendable`: `value` is only touched with `mutex` held, and lent for no longer than that.
package final class Lock<Value>: @unchecked Sendable {
    private var value: Value
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    package init(_ value: Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    package func withLock<R, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
