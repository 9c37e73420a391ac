internal import Glibc

/// Files that the command line names.
enum InputFile {
    /// More than any workflow has, in whatever file; a device may have no end.
    static let largest = 1 << 29

    /// A file's bytes; `-` is standard input.
    ///
    /// - Parameter limit: how many there may be
    static func read(_ path: String, limit: Int = largest) throws(CommandError) -> [UInt8] {
        func failure() -> CommandError {
            CommandError(status: 2, message: "cannot read \(path): \(String(cString: strerror(errno)))")
        }
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure()
            }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw CommandError(status: 2, message: "cannot read \(path): it has more than \(limit >> 20) MiB")
            }
        }
    }
}
