internal import Synchronization

/// Thrown where work stops because it was cancelled.
package struct CancellationError: Error, Sendable {
    package init() {}
}

/// A flag that any thread may raise and every long loop looks at.
package final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)
    private let observers = Lock<[@Sendable () -> Void]>([])

    package init() {}

    package var isCancelled: Bool { flag.load(ordering: .relaxed) }

    package func cancel() {
        guard !flag.exchange(true, ordering: .relaxed) else { return }
        let observers = observers.withLock { observers in
            defer { observers = [] }
            return observers
        }
        for observer in observers { observer() }
    }

    /// Calls `observer` once, when the flag is raised or at once if it is up, on the thread that raises it: it has to
    /// be quick.
    package func whenCancelled(_ observer: @escaping @Sendable () -> Void) {
        let isCancelled = observers.withLock { observers in
            // Whoever raises the flag takes the observers afterwards.
            if !self.isCancelled { observers.append(observer) }
            return self.isCancelled
        }
        if isCancelled { observer() }
    }

    /// Throws once the flag is up.
    package func check() throws(CancellationError) {
        if isCancelled { throw CancellationError() }
    }
}
