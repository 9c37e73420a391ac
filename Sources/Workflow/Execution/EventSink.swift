internal import Formats
internal import System

/// Where a run's events go: one after another, from whatever thread, and none after the end.
///
/// `@unchecked Sendable`: `isOpen` is touched only with the lock held. That one is recursive, so that whoever receives
/// an event may report progress from there.
final class EventSink: @unchecked Sendable {
    let clientID: String?
    private let onEvent: @Sendable (WorkflowEvent) -> Void
    private let lock = RecursiveLock()
    private var isOpen = true

    init(clientID: String?, onEvent: @escaping @Sendable (WorkflowEvent) -> Void) {
        self.clientID = clientID
        self.onEvent = onEvent
    }

    /// Sends what `make` gives, in one go.
    func send(_ make: () -> [WorkflowEvent]) {
        lock.withLock {
            guard isOpen else { return }
            for event in make() { onEvent(event) }
        }
    }

    func send(_ name: String, _ data: JSONObject) {
        send { [WorkflowEvent(name, .object(data), clientID: clientID)] }
    }

    func close() { lock.withLock { isOpen = false } }
}
