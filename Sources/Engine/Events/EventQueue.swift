package import Configuration
internal import Formats
package import System

/// The events that one listener has not taken yet: bounded, and it counts what it dropped.
///
/// When it is full, the oldest passing event (progress, previews) goes first, and only when there is none the oldest of
/// the others.
package final class EventQueue: Sendable {
    package enum Next: Sendable {
        /// `dropped`: how many were lost between the previous event and this one.
        case event(EngineEvent, dropped: UInt64)
        case timeout
        /// No more will come.
        case end
    }

    private struct Item {
        let index: UInt64
        let event: EngineEvent
    }

    private struct State {
        // Two queues, so that dropping costs no search; `index` restores the order.
        var passing = Deque<Item>()
        var lasting = Deque<Item>()
        var nextIndex: UInt64 = 0
        var lastTaken: UInt64?
        var pixelBytes = 0
        var isClosed = false
        var endWasSeen = false
        /// Whether a call of `next` that finds nothing is to return at once.
        var isWoken = false
        var wakeup: WakeupBox?

        var isEmpty: Bool { passing.isEmpty && lasting.isEmpty }

        mutating func popOldest() -> Item? {
            let passingIsOlder =
                switch (passing.first, lasting.first) {
                case (let a?, let b?): a.index < b.index
                case (nil, _): false
                case (_, nil): true
                }
            let item = passingIsOlder ? passing.popFirst() : lasting.popFirst()
            pixelBytes -= item?.event.image?.bytes.count ?? 0
            return item
        }

        mutating func drop() {
            let item = passing.popFirst() ?? lasting.popFirst()
            pixelBytes -= item?.event.image?.bytes.count ?? 0
        }
    }

    /// A class, because the state of a monitor has to be copyable.
    private final class WakeupBox: Sendable {
        let wakeup: WakeupDescriptor
        init() throws(EngineError) {
            do { wakeup = try WakeupDescriptor() } catch { throw EngineError(error) }
        }
    }

    private let capacity: Int
    private let pixelCapacity: Int
    private let state = Monitor(State())

    /// - Parameters:
    ///   - capacity: events.
    ///   - pixelCapacity: bytes of previews, together; the latest one is kept in any case.
    package init(capacity: Int, pixelCapacity: Int = 64 << 20) {
        self.capacity = max(capacity, 1)
        self.pixelCapacity = pixelCapacity
    }

    package func push(_ event: EngineEvent) {
        state.update { state in
            guard !state.isClosed else { return }
            let bytes = event.image?.bytes.count ?? 0
            while state.passing.count + state.lasting.count >= capacity
                || (bytes > 0 && state.pixelBytes > 0 && state.pixelBytes + bytes > pixelCapacity)
            {
                state.drop()
            }
            if state.isEmpty { state.wakeup?.wakeup.raise() }
            let item = Item(index: state.nextIndex, event: event)
            state.nextIndex += 1
            state.pixelBytes += bytes
            if event.kind.isPassing { state.passing.append(item) } else { state.lasting.append(item) }
        }
    }

    /// Says that no more will come.
    package func close() {
        state.update { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            if state.isEmpty { state.wakeup?.wakeup.raise() }
        }
    }

    /// Has a call of `next` that waits return, as if its time were over, or else the next one that would wait.
    package func wake() {
        state.update { state in
            state.isWoken = true
            if state.isEmpty && !state.isClosed { state.wakeup?.wakeup.raise() }
        }
    }

    package func next(until deadline: Deadline) -> Next {
        state.wait(until: deadline) { state -> Next? in
            if let item = state.popOldest() {
                if state.isEmpty && !state.isClosed && !state.isWoken { state.wakeup?.wakeup.lower() }
                let expected = state.lastTaken.map { $0 + 1 } ?? 0
                state.lastTaken = item.index
                return .event(item.event, dropped: item.index - expected)
            }
            guard state.isClosed else {
                guard state.isWoken else { return nil }
                state.isWoken = false
                state.wakeup?.wakeup.lower()
                return .timeout
            }
            state.isWoken = false
            if !state.endWasSeen {
                state.endWasSeen = true
                state.wakeup?.wakeup.lower()
            }
            return .end
        } ?? .timeout
    }

    /// A descriptor that is readable while `next` has an event, was woken, or has an end that nobody has seen yet. Lives as long as
    /// the queue.
    package func descriptor() throws(EngineError) -> Int32 {
        try state.withLock { state throws(EngineError) in
            if let known = state.wakeup { return known.wakeup.descriptor }
            let box = try WakeupBox()
            if !state.isEmpty || state.isWoken || (state.isClosed && !state.endWasSeen) { box.wakeup.raise() }
            state.wakeup = box
            return box.wakeup.descriptor
        }
    }
}
