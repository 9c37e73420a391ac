internal import Synchronization

/// Thrown where work stops because it was cancelled.
package struct CancellationError: Error, Sendable {
    package init() {}
}

/// A flag that any thread may raise and every long loop looks at.
package final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)
    private let observers = Lock<(last: Int, waiting: [Int: @Sendable () -> Void])>((0, [:]))

    package init() {}

    package var isCancelled: Bool { flag.load(ordering: .relaxed) }

    package func cancel() {
        guard !flag.exchange(true, ordering: .relaxed) else { return }
        let waiting = observers.withLock { observers in
            defer { observers.waiting = [:] }
            return observers.waiting
        }
        for (_, observer) in waiting.sorted(by: { $0.key < $1.key }) { observer() }
    }

    /// Calls `observer` once, when the flag is raised or at once if it is up, on the thread that raises it: it has to
    /// be quick.
    package func whenCancelled(_ observer: @escaping @Sendable () -> Void) { _ = add(observer) }

    /// The same while `body` runs; afterwards nothing of `observer` is kept.
    package func whenCancelled<R, E: Error>(
        _ observer: @escaping @Sendable () -> Void, during body: () throws(E) -> R
    ) throws(E) -> R {
        let number = add(observer)
        defer { observers.withLock { _ = $0.waiting.removeValue(forKey: number) } }
        return try body()
    }

    private func add(_ observer: @escaping @Sendable () -> Void) -> Int {
        let (number, isCancelled) = observers.withLock { observers in
            observers.last += 1
            // Whoever raises the flag takes the observers afterwards.
            if !self.isCancelled { observers.waiting[observers.last] = observer }
            return (observers.last, self.isCancelled)
        }
        if isCancelled { observer() }
        return number
    }

    private static let current = ThreadLocal<Cancellation>()

    /// Whether the work that the calling thread is at is cancelled: for what has been told of no cancellation, as codecs
    /// and the writing of files.
    package static var isCurrentRaised: Bool { current.object?.isCancelled ?? false }

    /// Throws where the work that the calling thread is at is cancelled.
    package static func checkCurrent() throws(CancellationError) {
        if isCurrentRaised { throw CancellationError() }
    }

    /// What cancels the work that the calling thread is at.
    package static var ofThread: Cancellation? { current.object }

    /// Runs `body` as work that this one cancels.
    package func whileCurrent<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        let outer = Self.current.object
        Self.current.object = self
        defer { Self.current.object = outer }
        return try body()
    }

    /// Runs `body` as work that nothing cancels.
    package static func whileNoneIsCurrent(_ body: () -> Void) {
        guard let outer = current.object else { return body() }
        current.object = nil
        defer { current.object = outer }
        body()
    }

    /// Throws once the flag is up.
    package func check() throws(CancellationError) {
        if isCancelled { throw CancellationError() }
    }
}
