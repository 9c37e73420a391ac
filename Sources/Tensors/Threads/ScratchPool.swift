internal import System

/// Equal blocks of scratch memory, one for each thread that asks at the same time.
final class ScratchPool: Sendable {
    private struct State: @unchecked Sendable {
        // The blocks are owned by this pool alone; they are handed out one holder at a time.
        var free: [TensorMemory.Block] = []
        var hasFailed = false
    }

    private let byteCount: Int
    private let state = Lock(State())

    init(byteCount: Int) { self.byteCount = byteCount }

    deinit {
        state.withLock { for block in $0.free { TensorMemory.release(block) } }
    }

    /// Whether memory could not be had; the bodies concerned did not run.
    var hasFailed: Bool { state.withLock { $0.hasFailed } }

    func withMemory(_ body: (UnsafeMutableRawPointer) -> Void) {
        guard let block = take() else { return }
        body(block.pointer)
        nonisolated(unsafe) let returned = block
        state.withLock { $0.free.append(returned) }
    }

    private func take() -> TensorMemory.Block? {
        state.withLock { state -> TensorMemory.Block? in
            if state.hasFailed { return nil }
            if let block = state.free.popLast() { return block }
            do {
                return try TensorMemory.allocate(byteCount)
            } catch {
                state.hasFailed = true
                return nil
            }
        }
    }
}
