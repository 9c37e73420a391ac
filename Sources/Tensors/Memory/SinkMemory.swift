internal import Glibc
internal import System

/// Addresses for what was refused memory: they may be written and read, and all of them are the same few pages.
enum SinkMemory {
    /// Bytes that everything goes to in the end.
    private static let pageSize = 2 << 20
    /// Bytes for which addresses are kept at all times, so that small tensors have some even where the process may have
    /// no more of them (RLIMIT_AS).
    static let keptSize = 16 << 20
    /// The system admits so many maps of a process by default, some 65,000: with those of others this leaves half.
    private static let maximumSize = 30_000 * pageSize

    private static let file = MemoryFileDescriptor.make("comfy-sink", pageSize)

    private static let kept: UInt = UInt(bitPattern: map(keptSize))

    /// Has the addresses that are kept taken before memory is short.
    static func prepare() { _ = kept }

    /// Memory of so many bytes, and whether `release` is to be called for it; nil if there are no addresses.
    static func take(_ byteCount: Int) -> (pointer: UnsafeMutableRawPointer, isKept: Bool)? {
        if byteCount <= keptSize, let pointer = UnsafeMutableRawPointer(bitPattern: kept) { return (pointer, true) }
        return map(byteCount).map { ($0, false) }
    }

    static func release(_ pointer: UnsafeMutableRawPointer, _ byteCount: Int) { munmap(pointer, whole(byteCount)) }

    private static func whole(_ byteCount: Int) -> Int { (byteCount + pageSize - 1) / pageSize * pageSize }

    private static func map(_ byteCount: Int) -> UnsafeMutableRawPointer? {
        guard file >= 0, byteCount <= maximumSize else { return nil }
        let size = whole(byteCount)
        guard let start = mmap(nil, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
            start != MAP_FAILED
        else { return nil }
        for offset in stride(from: 0, to: size, by: pageSize) {
            let page = mmap(start + offset, pageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0)
            guard page != MAP_FAILED else {
                munmap(start, size)
                return nil
            }
        }
        return start
    }
}
