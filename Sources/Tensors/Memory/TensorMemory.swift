internal import Glibc
internal import System

/// Where tensors' memory comes from.
///
/// Small blocks are malloc's. Large ones lie in an arena, whose memory stays with the process until it is trimmed.
///
/// Linux promises more memory than there is and kills the process that believes it. So what the arena grows by is
/// checked against what the system and the control group have left.
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
    /// Bytes of growth from which on the memory must be there.
    private static let checkThreshold = 32 << 20
    private static let state = Lock(State())

    package static var usage: Usage {
        state.withLock { state in
            Usage(
                mapped: state.arena.mappedByteCount, live: state.live, peakMapped: state.peakMapped,
                peakLive: state.peakLive)
        }
    }

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
            return state.arena.take(size) ?? grown(&state.arena, size)
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
    private static func grown(_ arena: inout TensorArena, _ size: Int) -> UnsafeMutableRawPointer? {
        if !isAvailable(arena.growth(for: size)) {
            // what is free is in pieces that are too small: better the system has them
            arena.trim()
            guard isAvailable(arena.growth(for: size)) else { return nil }
        }
        if !arena.grow(for: size) {
            arena.trim()
            guard arena.grow(for: size) else { return nil }
        }
        return arena.take(size)
    }

    private static func isAvailable(_ byteCount: Int) -> Bool {
        // A sixteenth on top for page tables and what others take meanwhile.
        byteCount < checkThreshold || byteCount + byteCount / 16 <= MachineMemory.own.available
    }
}
