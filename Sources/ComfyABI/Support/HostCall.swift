internal import Glibc

/// Calls into the host.
enum HostCall {
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// Whether the current thread is inside one of the host's callbacks.
    static var isInside: Bool { pthread_getspecific(key) != nil }

    /// Calls the host. The caller holds no lock.
    static func perform(_ body: () -> Void) {
        let outer = pthread_getspecific(key)
        pthread_setspecific(key, UnsafeRawPointer(bitPattern: 1))
        body()
        pthread_setspecific(key, outer)
    }
}

/// A pointer of the host that goes along to its callbacks.
///
/// `@unchecked Sendable`: it is never looked behind here, only handed back.
struct HostPointer: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer?
}
