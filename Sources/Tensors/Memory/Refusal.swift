internal import Synchronization
internal import System

/// What becomes of memory that is refused where nobody can throw: in arithmetic on tensors, whose expressions would be
/// hard to read otherwise.
///
/// The tensor gets memory that is nobody's (`SinkMemory`) and holds nothing that means anything, and the refusal is
/// noted. Whoever has the work done runs it in `noticing`, which throws for it; long work looks at it by `check`. Where
/// sizes that input decides are allocated at once, `Tensor(allocating:)` and `Array(allocating:)` throw at once. What the
/// Swift runtime and C libraries were refused (`MemoryReserve`) is noticed too.
package enum Refusal {
    fileprivate final class Mark: Sendable {
        let byteCount = Atomic<Int>(0)
        let isHalted = Atomic<Bool>(false)
    }

    private static let current = ThreadLocal<Mark>()
    /// Refusals on threads for which nobody notices them: all who notice take them for theirs.
    private static let strays = Atomic<Int>(0)

    static func note(_ byteCount: Int) {
        if let mark = current.object {
            mark.byteCount.store(max(byteCount, 1), ordering: .relaxed)
        } else {
            strays.wrappingAdd(1, ordering: .relaxed)
        }
    }

    /// Throws if memory was refused to the work that this thread does.
    package static func check() throws(OutOfMemoryError) {
        guard let mark = current.object else { return }
        let byteCount = mark.byteCount.load(ordering: .relaxed)
        if byteCount > 0 { throw OutOfMemoryError(byteCount: byteCount) }
    }

    /// Whether a loop ends here since the work that the calling thread does is cancelled. Only where somebody runs it in
    /// `noticing`, which throws then: what the loop leaves unfinished never gets further.
    @usableFromInline static func halts() -> Bool {
        guard Cancellation.isCurrentRaised, let mark = current.object else { return false }
        mark.isHalted.store(true, ordering: .relaxed)
        return true
    }

    /// Runs `body`, and throws if memory was refused to it or a loop in it has halted, whatever has become of it
    /// otherwise; but for its cancellation.
    package static func noticing<R>(_ body: () throws -> R) throws -> R {
        MemoryReserve.fill()
        let (outer, mark) = (current.object, Mark())
        let refusals = MemoryReserve.refusals
        let strays = strays.load(ordering: .relaxed)
        current.object = mark
        defer { current.object = outer }
        let result: Result<R, any Error>
        do { result = .success(try body()) } catch { result = .failure(error) }
        if case .failure(let error) = result, error is CancellationError { throw error }
        if mark.isHalted.load(ordering: .relaxed) { throw CancellationError() }
        let byteCount = mark.byteCount.load(ordering: .relaxed)
        let isRefused =
            byteCount > 0 || MemoryReserve.refusals != refusals || Self.strays.load(ordering: .relaxed) != strays
        guard isRefused else { return try result.get() }
        // what is free is better with the system
        TensorMemory.trim()
        MemoryReserve.fill()
        if case .failure(let error) = result, error is OutOfMemoryError { throw error }
        throw OutOfMemoryError(byteCount: byteCount)
    }
}
