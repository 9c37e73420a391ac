internal import Synchronization

/// Thrown where work stops because it was cancelled.
package struct CancellationError: Error, Sendable {
    package init() {}
}

/// A flag that any thread may raise and every long loop looks at.
package final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    package init() {}

    package var isCancelled: Bool { flag.load(ordering: .relaxed) }
    package func cancel() { flag.store(true, ordering: .relaxed) }

    /// Throws once the flag is up.
    package func check() throws(CancellationError) {
        if isCancelled { throw CancellationError() }
    }
}
