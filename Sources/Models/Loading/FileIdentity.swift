package import Formats
internal import Glibc

/// Tells files apart by where they are, their size and their time.
package struct FileIdentity: Hashable, Sendable {
    /// A path, or what tells a file in memory from others.
    package var location: String
    package var size: Int
    /// Nanoseconds since 1970; 0 for files in memory.
    package var modified: Int

    package init(location: String, size: Int, modified: Int) {
        self.location = location
        self.size = size
        self.modified = modified
    }

    /// A file's on disk.
    package init(path: String) throws(FormatError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw FormatError(.io, "\(path): \(String(cString: strerror(errno)))")
        }
        self.init(
            location: path, size: Int(status.st_size),
            modified: status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec)
    }
}
