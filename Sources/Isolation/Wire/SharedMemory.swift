internal import CIsolation
internal import Configuration
internal import Glibc
internal import System
internal import Tensors

/// A nameless file in memory that the other process may map: written once, then sealed.
///
/// `@unchecked Sendable`: the file does not change once it is sealed, and `map` is only touched under its lock.
final class SharedMemory: @unchecked Sendable {
    let descriptor: Int32
    let byteCount: Int
    private let map = Monitor<UnsafeRawPointer?>(nil)

    /// Takes over the descriptor of a file that somebody sealed.
    ///
    /// - Throws: if it is not, since whoever could still shrink it could have this process killed.
    init(received descriptor: Int32, byteCount: Int) throws(WireError) {
        guard ci_memory_is_sealed(descriptor, byteCount, 0) != 0 else {
            close(descriptor)
            throw WireError("shared memory that is not sealed, or too small")
        }
        self.descriptor = descriptor
        self.byteCount = byteCount
    }

    /// A copy of these bytes, one part after the other, each at the next multiple of `alignment`.
    init(copying parts: [UnsafeRawBufferPointer]) throws(EngineError) {
        // Nothing behind the last part: that may be a whole file, whose size says how long it is.
        byteCount = parts.dropLast().reduce(0) { $0 + Self.aligned($1.count) } + (parts.last?.count ?? 0)
        descriptor = ci_memory_make(byteCount, 0)
        guard descriptor >= 0 else { throw Self.failure(errno) }
        // Written by the system, which answers with an error when memory runs out, where a touched page would kill.
        var position = 0
        for part in parts {
            var rest = part
            var offset = position
            while !rest.isEmpty {
                let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset))
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else {
                    let status = errno
                    close(descriptor)
                    throw Self.failure(status)
                }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                offset += count
            }
            position += Self.aligned(part.count)
        }
        let status = ci_memory_seal(descriptor)
        guard status == 0 else {
            close(descriptor)
            throw Self.failure(status)
        }
    }

    private static func failure(_ status: Int32) -> EngineError {
        EngineError(.outOfResources, "cannot share memory with another process: \(String(cString: strerror(status)))")
    }

    /// Bytes from one part to the next: a cache line's multiple, as tensors like it.
    static func aligned(_ count: Int) -> Int { (count + 63) & ~63 }

    /// A copy of some bytes; the range has been checked.
    func bytes(_ range: Range<Int>) throws(WireError) -> [UInt8] {
        var isWhole = true
        let bytes = try WireError.bytes(range.count) { buffer, filled in
            while filled < range.count {
                let target = UnsafeMutableRawBufferPointer(buffer)
                let count = pread(
                    descriptor, target.baseAddress! + filled, range.count - filled, off_t(range.lowerBound + filled))
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { break }
                filled += count
            }
            isWhole = filled == range.count
        }
        guard isWhole else { throw WireError("shared memory that cannot be read") }
        return bytes
    }

    /// The bytes in this process's memory, to read; they live as long as this object.
    func mapped() throws(WireError) -> UnsafeRawPointer {
        let pointer: UnsafeRawPointer? = map.withLock { map in
            if map == nil, let new = mmap(nil, byteCount, PROT_READ, MAP_SHARED, descriptor, 0), new != MAP_FAILED {
                map = UnsafeRawPointer(new)
            }
            return map
        }
        guard let pointer else { throw WireError("shared memory that cannot be mapped") }
        return pointer
    }

    deinit {
        if let pointer = map.withLock({ $0 }) { munmap(UnsafeMutableRawPointer(mutating: pointer), byteCount) }
        close(descriptor)
    }
}
