internal import Formats
internal import Glibc
internal import System

/// Where a run's events go: one after another, from whatever thread, and none after the end.
///
/// `@unchecked Sendable`: the state is touched only with the pthread mutex held, which is never moved. The mutex is
/// recursive, so that whoever receives an event may report progress from there.
final class EventSink: @unchecked Sendable {
    let clientID: String?
    private let onEvent: @Sendable (WorkflowEvent) -> Void
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var isOpen = true

    init(clientID: String?, onEvent: @escaping @Sendable (WorkflowEvent) -> Void) {
        self.clientID = clientID
        self.onEvent = onEvent
        mutex = .allocate(capacity: 1)
        var attributes = pthread_mutexattr_t()
        pthread_mutexattr_init(&attributes)
        pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
        pthread_mutex_init(mutex, &attributes)
        pthread_mutexattr_destroy(&attributes)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Sends what `make` gives, in one go.
    func send(_ make: () -> [WorkflowEvent]) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard isOpen else { return }
        for event in make() { onEvent(event) }
    }

    func send(_ name: String, _ data: JSONObject) {
        send { [WorkflowEvent(name, .object(data), clientID: clientID)] }
    }

    func close() {
        pthread_mutex_lock(mutex)
        isOpen = false
        pthread_mutex_unlock(mutex)
    }
}
