internal import Glibc

/// A flag that each thread has its own of.
///
/// `@unchecked Sendable`: the key is set once.
package final class ThreadFlag: @unchecked Sendable {
    private let key: pthread_key_t

    package init() {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        self.key = key
    }

    /// The calling thread's.
    package var isRaised: Bool { pthread_getspecific(key) != nil }

    /// Has the calling thread's flag up while `body` runs; one that is up stays up.
    package func whileRaised(_ body: () -> Void) {
        let outer = pthread_getspecific(key)
        pthread_setspecific(key, UnsafeRawPointer(bitPattern: 1))
        body()
        pthread_setspecific(key, outer)
    }
}
