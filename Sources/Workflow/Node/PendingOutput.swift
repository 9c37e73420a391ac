internal import Synchronization
internal import System
internal import Tensors

/// The promise of an asynchronous node: settled once, from any thread.
package final class PendingOutput: Sendable {
    private struct State {
        var outcome: Result<NodeOutput, any Error>?
        var observers: [@Sendable () -> Void] = []
    }
    private let state = Lock(State())

    private let lastSign = Atomic<Int64>(0)

    package init() {}

    /// Says that whoever has to settle it is still at it.
    package func noteLife() { lastSign.store(Clock.monotonic(), ordering: .relaxed) }
    /// When it said so last, nanoseconds as `Clock.monotonic` gives them; 0 if it never did.
    package var lastSignOfLife: Int64 { lastSign.load(ordering: .relaxed) }

    /// The outcome, once there is one.
    package var outcome: Result<NodeOutput, any Error>? { state.withLock { $0.outcome } }

    /// Settles the promise; only the first call counts, and tells whether it did.
    @discardableResult
    package func settle(_ outcome: sending Result<NodeOutput, any Error>) -> Bool {
        let outcome = outcome
        let observers: [@Sendable () -> Void]? = state.withLock { state in
            guard state.outcome == nil else { return nil }
            state.outcome = outcome
            defer { state.observers = [] }
            return state.observers
        }
        guard let observers else { return false }
        for observer in observers { observer() }
        return true
    }

    /// Calls `observer` once settled; at once if it already is.
    package func whenSettled(_ observer: @escaping @Sendable () -> Void) {
        let isSettled = state.withLock { state in
            if state.outcome == nil { state.observers.append(observer) }
            return state.outcome != nil
        }
        if isSettled { observer() }
    }
}
