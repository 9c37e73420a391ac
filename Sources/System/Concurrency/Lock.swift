public import Glibc

/// A value that one thread at a time may touch.
///
/// A pthread mutex, because ThreadSanitizer knows those: what `Synchronization.Mutex` does in the kernel it cannot see,
/// and takes everything behind one for a race. It does not see the counting of references either: a collection that is
/// changed in place with the lock held is read with it held, or what leaves is a copy with storage of its own.
///
/// Public, as `OrderedDictionary` is, to be specialised for the modules that use it.
///
/// `@unchecked Sendable`: `value` is only touched with `mutex` held, and lent for no longer than that.
public final class Lock<Value>: @unchecked Sendable {
    @usableFromInline var value: Value
    @usableFromInline let mutex: UnsafeMutablePointer<pthread_mutex_t>

    @inlinable public init(_ value: Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
    }

    @inlinable deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    @inlinable public func withLock<R, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
