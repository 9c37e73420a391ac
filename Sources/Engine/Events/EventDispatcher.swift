internal import Configuration
internal import System

/// Calls the host's event handler, one event at a time, on a thread of its own, with no lock held.
final class EventDispatcher: Sendable {
    private let queue: EventQueue
    private let thread: Thread

    init(capacity: Int, handler: @escaping @Sendable (EngineEvent, _ dropped: UInt64) -> Void) throws(EngineError) {
        let queue = EventQueue(capacity: capacity)
        self.queue = queue
        thread = try EngineError.translating { () throws(SystemError) in
            try Thread("comfy-events") {
                while case .event(let event, let dropped) = queue.next(until: .never) { handler(event, dropped) }
            }
        }
    }

    func push(_ event: EngineEvent) { queue.push(event) }

    /// Delivers what is left, then ends the thread. Not from the handler.
    func finish() {
        queue.close()
        thread.join()
    }
}
