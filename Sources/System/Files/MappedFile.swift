internal import Glibc

/// A regular file in memory, read-only. Pages come from the file as they are touched.
///
/// Whoever truncates a mapped file makes the system raise SIGBUS in the process that reads the missing pages. A
/// library must not install a handler for that, so it asks for the size again before each use (`stillHolds`), which
/// leaves only a truncation during a read. Replace model files by renaming a new one over the old.
///
/// `@unchecked Sendable`: immutable; the memory is only read.
package final class MappedFile: @unchecked Sendable {
    /// Valid as long as this object lives.
    package let bytes: UnsafeRawBufferPointer
    private let descriptor: Int32

    package init(path: String) throws(SystemError) {
        try SystemPath.check(path)
        // O_NONBLOCK: opening a FIFO must not wait for a writer
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw SystemPath.failure(path) }
        do {
            bytes = try Self.map(descriptor, path)
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func map(_ descriptor: Int32, _ path: String) throws(SystemError) -> UnsafeRawBufferPointer {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemPath.failure(path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw SystemError(.io, "\(path): not a regular file") }
        let size = Int(status.st_size)
        // there is no such thing as a map of nothing
        guard size > 0 else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        guard let map = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), map != MAP_FAILED else {
            throw SystemPath.failure(path)
        }
        return UnsafeRawBufferPointer(start: map, count: size)
    }

    /// The file's bytes, mapped as long as the closure runs.
    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try withExtendedLifetime(self) { try body(bytes) }
    }

    /// Whether the file still has this many bytes.
    package func stillHolds(_ count: Int) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && Int(status.st_size) >= count
    }

    deinit {
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
        close(descriptor)
    }
}
