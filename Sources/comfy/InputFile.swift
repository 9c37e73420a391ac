internal import Glibc

/// Files that the command line names.
enum InputFile {
    /// A file's bytes; `-` is standard input.
    static func read(_ path: String) throws(CommandError) -> [UInt8] {
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
        }
    }
}
