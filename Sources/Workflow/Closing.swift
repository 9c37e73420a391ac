internal import Synchronization
internal import System

/// Tells runs that their client is being destroyed. From then on they wait for asynchronous nodes only while some of
/// these show signs of life: the host that would settle them may be the one that waits for the destruction.
package final class Closing: Sendable {
    /// Nanoseconds of silence, of all runs together.
    private let patience: Int64
    /// When it began; 0 before.
    private let begun = Atomic<Int64>(0)
    private let lastSign = Atomic<Int64>(0)
    private let beginning = Cancellation()

    package init(patienceMilliseconds: Int64 = 10_000) { patience = patienceMilliseconds * 1_000_000 }

    /// Only the first call counts.
    package func begin() {
        _ = begun.compareExchange(expected: 0, desired: Clock.monotonic(), ordering: .relaxed)
        beginning.cancel()
    }

    package var hasBegun: Bool { begun.load(ordering: .relaxed) != 0 }

    /// Calls `observer` once it begins, or at once if it has, while `body` runs.
    func whenBegun<R>(_ observer: @escaping @Sendable () -> Void, during body: () -> R) -> R {
        beginning.whenCancelled(observer, during: body)
    }

    /// Somebody gave a sign of life at that time, as `Clock.monotonic` has it.
    func note(sign: Int64) { lastSign.max(sign, ordering: .relaxed) }

    /// Whether nobody need wait any longer.
    var isOver: Bool {
        let begun = begun.load(ordering: .relaxed)
        return begun != 0 && Clock.monotonic() - max(lastSign.load(ordering: .relaxed), begun) > patience
    }
}
