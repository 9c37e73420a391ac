internal import Glibc

/// An object that each thread has its own of.
///
/// `@unchecked Sendable`: a thread reaches its own object alone, and the key is set once.
package final class ThreadLocal<Object: AnyObject>: @unchecked Sendable {
    private let key: pthread_key_t

    package init() {
        var key = pthread_key_t()
        pthread_key_create(&key) { object in
            guard let object = object as UnsafeMutableRawPointer? else { return }
            Unmanaged<AnyObject>.fromOpaque(object).release()
        }
        self.key = key
    }

    /// The calling thread's; let go when it ends.
    package var object: Object? {
        get { pthread_getspecific(key).map { Unmanaged<Object>.fromOpaque($0).takeUnretainedValue() } }
        set {
            let former = pthread_getspecific(key)
            pthread_setspecific(key, newValue.map { UnsafeRawPointer(Unmanaged.passRetained($0).toOpaque()) })
            if let former { Unmanaged<Object>.fromOpaque(former).release() }
        }
    }
}
