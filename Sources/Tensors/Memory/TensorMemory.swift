internal import Glibc
internal import System

/// Where tensors' memory comes from.
///
/// Small blocks are malloc's. Large ones lie in an arena, whose memory stays with the process until it is trimmed.
///
/// Linux promises more memory than there is and kills the process that believes it. So what the arena grows by is
/// checked against what the system, the control group and the process's limits have left.
package enum TensorMemory {
    /// Memory that `allocate` handed out.
    struct Block {
        let pointer: UnsafeMutableRawPointer
        /// Bytes in the arena; 0 for a block of malloc's.
        let size: Int
    }

    /// What the arena holds, in bytes.
    package struct Usage: Sendable {
        /// Of the system's memory.
        package var mapped = 0
        /// Of that, in tensors.
        package var live = 0
        /// The most since `resetPeak`, each for itself.
        package var peakMapped = 0
        package var peakLive = 0
    }

    private struct State {
        var arena = TensorArena()
        /// Bytes that may be taken before anybody looks again what there is.
        var credit = 0
        var peakMapped = 0
        var peakLive = 0

        var live: Int { arena.mappedByteCount - arena.freeByteCount }

        mutating func notePeak() {
            peakMapped = max(peakMapped, arena.mappedByteCount)
            peakLive = max(peakLive, live)
        }
    }

    /// Bytes from which on a block lies in the arena: where malloc begins to map each for itself.
    private static let arenaThreshold = 128 << 10
    /// Bytes from which on the runtime's memory is taken before it asks; what is smaller has the reserve.
    private static let runtimeThreshold = 16 << 10
    /// The most that is taken between two looks at what there is: the system has many files for it.
    private static let greatestCredit = 32 << 20
    /// Bytes that are left to others: what is no tensor takes memory too.
    private static let spare = 8 << 20
    private static let state = ProcessLock(State())

    package static var usage: Usage {
        state.withLock { state in
            Usage(
                mapped: state.arena.mappedByteCount, live: state.live, peakMapped: state.peakMapped,
                peakLive: state.peakLive)
        }
    }

    /// Bytes of the arena that nobody has.
    package static var freeByteCount: Int { state.withLock { $0.arena.freeByteCount } }

    package static func resetPeak() {
        state.withLock { state in
            (state.peakMapped, state.peakLive) = (0, 0)
            state.notePeak()
        }
    }

    /// Gives what the arena has free back to the system, if it is more than `limit` bytes: after a prompt, or where
    /// memory is short.
    package static func trim(above limit: Int = 0) {
        state.withLock { if $0.arena.freeByteCount > limit { $0.arena.trim() } }
    }

    static func allocate(_ byteCount: Int) throws(OutOfMemoryError) -> Block {
        if RefusedRequest.isNext { throw OutOfMemoryError(byteCount: byteCount) }
        guard byteCount >= arenaThreshold else {
            var raw: UnsafeMutableRawPointer?
            guard posix_memalign(&raw, 64, max(byteCount, 64)) == 0, let raw else {
                throw OutOfMemoryError(byteCount: byteCount)
            }
            return Block(pointer: raw, size: 0)
        }
        // no process has that many addresses
        guard byteCount < 1 << 46 else { throw OutOfMemoryError(byteCount: byteCount) }
        let size = (byteCount + TensorArena.granule - 1) & ~(TensorArena.granule - 1)
        let pointer = state.withLock { state in
            defer { state.notePeak() }
            return state.arena.take(size) ?? grown(&state, size)
        }
        guard let pointer else { throw OutOfMemoryError(byteCount: byteCount) }
        return Block(pointer: pointer, size: size)
    }

    static func release(_ block: Block) {
        guard block.size > 0 else {
            free(block.pointer)
            return
        }
        nonisolated(unsafe) let pointer = block.pointer
        state.withLock { $0.arena.giveBack(pointer, block.size) }
    }

    /// A block for which the arena has to grow; nil if the memory is not there.
    private static func grown(_ state: inout State, _ size: Int) -> UnsafeMutableRawPointer? {
        SinkMemory.prepare()
        if !isAvailable(state.arena.growth(for: size), &state.credit) {
            // what is free is in pieces that are too small: better the system has them
            state.arena.trim()
            guard isAvailable(state.arena.growth(for: size), &state.credit) else { return nil }
        }
        if !state.arena.grow(for: size) {
            state.arena.trim()
            guard state.arena.grow(for: size) else { return nil }
        }
        return state.arena.take(size)
    }

    /// Throws if there is no memory for so many bytes of something that cannot throw itself, as arrays.
    package static func check(_ byteCount: Int) throws(OutOfMemoryError) {
        if RefusedRequest.isNext { throw OutOfMemoryError(byteCount: byteCount) }
        guard byteCount >= arenaThreshold else { return }
        // no process has that many addresses
        guard byteCount < 1 << 46 else { throw OutOfMemoryError(byteCount: byteCount) }
        func isThere() -> Bool { state.withLock { isAvailable(byteCount, &$0.credit) } }
        if isThere() { return }
        trim()
        guard isThere() else { throw OutOfMemoryError(byteCount: byteCount) }
    }

    /// Runs `body`, which has the Swift runtime allocate about so many bytes: throws if they are refused.
    package static func withRuntimeMemory<R>(_ byteCount: Int, _ body: () -> R) throws(OutOfMemoryError) -> R {
        try check(byteCount)
        guard byteCount >= runtimeThreshold else { return body() }
        // the elements, and what the runtime puts before them
        let (size, overflow) = byteCount.addingReportingOverflow(64)
        if !overflow {
            if let result = MemoryReserve.withAside(size, body) { return result }
            trim()
            if let result = MemoryReserve.withAside(size, body) { return result }
        }
        throw OutOfMemoryError(byteCount: byteCount)
    }

    private static func isAvailable(_ byteCount: Int, _ credit: inout Int) -> Bool {
        if byteCount <= credit {
            credit -= byteCount
            return true
        }
        // A sixteenth on top for page tables and what others take meanwhile.
        let rest = MachineMemory.own.available - (byteCount + byteCount / 16 + spare)
        guard rest >= 0 else { return false }
        credit = min(rest / 16, greatestCredit)
        return true
    }
}
