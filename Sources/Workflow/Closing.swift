internal import Synchronization

/// Tells runs that their client is being destroyed. From then on they wait for asynchronous nodes only while these show
/// signs of life: the host that would settle them may be the one that waits for the destruction.
package final class Closing: Sendable {
    /// Nanoseconds of silence.
    private let patience: Int64
    /// When it began; 0 before.
    private let begun = Atomic<Int64>(0)

    package init(patienceMilliseconds: Int64 = 10_000) { patience = patienceMilliseconds * 1_000_000 }

    package func begin() { begun.store(Clock.monotonic(), ordering: .relaxed) }

    package var hasBegun: Bool { begun.load(ordering: .relaxed) != 0 }

    /// Whether nobody need wait any longer for somebody who gave the latest sign of life at that time.
    func isOver(lastSign: Int64) -> Bool {
        let begun = begun.load(ordering: .relaxed)
        return begun != 0 && Clock.monotonic() - max(lastSign, begun) > patience
    }
}
