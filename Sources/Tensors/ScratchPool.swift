internal import Glibc

/// Equal blocks of scratch memory, one for each thread that asks at the same time.
final class ScratchPool: Sendable {
    private struct State: @unchecked Sendable {
        // The pointers are owned by this pool alone; they are handed out one holder at a time.
        var free: [UnsafeMutableRawPointer] = []
        var hasFailed = false
    }

    private let byteCount: Int
    private let state = Lock(State())

    init(byteCount: Int) { self.byteCount = byteCount }

    deinit {
        state.withLock { for block in $0.free { Glibc.free(block) } }
    }

    /// Whether memory could not be had; the bodies concerned did not run.
    var hasFailed: Bool { state.withLock { $0.hasFailed } }

    func withMemory(_ body: (UnsafeMutableRawPointer) -> Void) {
        guard let block = take() else { return }
        body(block)
        nonisolated(unsafe) let returned = block
        state.withLock { $0.free.append(returned) }
    }

    private func take() -> UnsafeMutableRawPointer? {
        let recycled = state.withLock { (state) -> UInt? in
            if state.hasFailed { return 0 }
            return state.free.popLast().map { UInt(bitPattern: $0) }
        }
        if let recycled { return UnsafeMutableRawPointer(bitPattern: recycled) }
        var raw: UnsafeMutableRawPointer?
        if posix_memalign(&raw, 64, max(byteCount, 64)) == 0 { return raw }
        state.withLock { $0.hasFailed = true }
        return nil
    }
}
