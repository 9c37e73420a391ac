internal import Glibc

/// Where tensors' memory comes from.
///
/// Small blocks are malloc's. Large ones are maps of their own, which stay with the process for a
/// while after their release: a network asks for the same sizes over and over, and the kernel's
/// clearing of fresh pages would cost as much as many an operation.
///
/// Linux promises more memory than there is and kills the process that believes it. So large blocks
/// are checked against what the system and the control group have left.
package enum TensorMemory {
    /// Memory that `allocate` handed out.
    struct Block {
        let pointer: UnsafeMutableRawPointer
        /// Bytes of the map; 0 for a block of malloc's.
        let mapped: Int
    }

    /// Bytes from which on a block is a map of its own.
    private static let mapThreshold = 1 << 20
    /// Bytes from which on the memory must be there.
    private static let checkThreshold = 32 << 20
    /// What released maps may hold together.
    private static let cacheLimit = 512 << 20
    private static let hugePage = 2 << 20

    /// The released maps, the oldest first.
    ///
    /// `@unchecked Sendable`: the maps belong to the cache alone, which lies behind a mutex.
    private struct Cache: @unchecked Sendable {
        var blocks: [Block] = []
        var byteCount = 0
    }
    private static let cache = Lock(Cache())

    /// Bytes that the process could still fill.
    package static var availableByteCount: Int {
        let system = SystemFile.field("MemAvailable", of: "/proc/meminfo").map { $0 << 10 }
        return min(system ?? .max, ControlGroup.own.memoryHeadroom ?? .max)
    }

    /// Bytes of memory that the machine, or the process's control group, has.
    package static var machineByteCount: Int {
        min(
            max(sysconf(Int32(_SC_PHYS_PAGES)), 1) * max(sysconf(Int32(_SC_PAGESIZE)), 1),
            ControlGroup.own.memoryLimit ?? .max)
    }

    /// Bytes of released maps that wait for their next use.
    package static var cachedByteCount: Int { cache.withLock { $0.byteCount } }

    /// Gives the released maps back to the system: after a prompt, or when a model was unloaded.
    package static func trim() {
        for block in takeCached(keeping: 0) { munmap(block.pointer, block.mapped) }
    }

    static func allocate(_ byteCount: Int) throws(OutOfMemoryError) -> Block {
        guard byteCount >= mapThreshold else {
            var raw: UnsafeMutableRawPointer?
            guard posix_memalign(&raw, 64, max(byteCount, 64)) == 0, let raw else {
                throw OutOfMemoryError(byteCount: byteCount)
            }
            return Block(pointer: raw, mapped: 0)
        }
        // Whole 64 KiB, so that sizes which hardly differ can stand in for each other.
        let (padded, overflow) = byteCount.addingReportingOverflow(0xffff)
        if overflow { throw OutOfMemoryError(byteCount: byteCount) }
        let size = padded & ~0xffff
        if let block = recycled(size) { return block }
        if size >= checkThreshold {
            // A sixteenth on top for page tables and what others take meanwhile.
            let (needed, overflow) = size.addingReportingOverflow(size / 16)
            if !overflow && needed > availableByteCount { trim() }
            if overflow || needed > availableByteCount { throw OutOfMemoryError(byteCount: byteCount) }
        }
        if let block = map(size) { return block }
        trim()
        if let block = map(size) { return block }
        throw OutOfMemoryError(byteCount: byteCount)
    }

    static func release(_ block: Block) {
        guard block.mapped > 0 else {
            free(block.pointer)
            return
        }
        guard block.mapped <= cacheLimit else {
            munmap(block.pointer, block.mapped)
            return
        }
        let evicted = takeCached(keeping: cacheLimit - block.mapped)
        cache.withLock {
            $0.blocks.append(block)
            $0.byteCount += block.mapped
        }
        for block in evicted { munmap(block.pointer, block.mapped) }
    }

    /// The latest released map (its pages are the likeliest in the processor's cache) that is large
    /// enough and wastes at most an eighth.
    private static func recycled(_ size: Int) -> Block? {
        cache.withLock { cache in
            guard let index = cache.blocks.lastIndex(where: { $0.mapped >= size && $0.mapped - size <= size / 8 })
            else {
                return nil
            }
            let block = cache.blocks.remove(at: index)
            cache.byteCount -= block.mapped
            return block
        }
    }

    /// Takes the oldest maps out of the cache until it holds no more than `limit`.
    private static func takeCached(keeping limit: Int) -> [Block] {
        cache.withLock { cache in
            var taken: [Block] = []
            while cache.byteCount > limit {
                let block = cache.blocks.removeFirst()
                cache.byteCount -= block.mapped
                taken.append(block)
            }
            return taken
        }
    }

    private static func map(_ size: Int) -> Block? {
        let isHuge = size >= 2 * hugePage
        // Huge pages need their alignment: map more and give the ends back.
        let extra = isHuge ? hugePage : 0
        guard let raw = mmap(nil, size + extra, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            raw != MAP_FAILED
        else { return nil }
        guard isHuge else { return Block(pointer: raw, mapped: size) }
        let head = -Int(bitPattern: raw) & (hugePage - 1)
        let pointer = raw + head
        if head > 0 { munmap(raw, head) }
        if extra > head { munmap(pointer + size, extra - head) }
        madvise(pointer, size, MADV_HUGEPAGE)
        return Block(pointer: pointer, mapped: size)
    }
}
