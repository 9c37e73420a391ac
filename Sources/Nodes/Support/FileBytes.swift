internal import Glibc
internal import Workflow

/// A whole file in memory. Read, not mapped: whoever rewrites an input picture meanwhile must not bring us down.
enum FileBytes {
    static let limit = 1 << 30

    static func read(_ path: String) throws(NodeError) -> [UInt8] {
        // O_NONBLOCK: opening a FIFO must not wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw failure(path, errno) }
        guard info.st_mode & S_IFMT == S_IFREG else { throw NodeError("OSError", "\(path): not a regular file") }
        guard let size = Int(exactly: info.st_size), size <= limit else {
            throw NodeError("OSError", "\(path): the file is larger than \(limit) bytes")
        }
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Glibc.read(descriptor, buffer.baseAddress! + count, size - count)
                if got > 0 {
                    count += got
                } else if got == 0 {
                    break
                } else if errno != EINTR {
                    code = errno
                    break
                }
            }
        }
        guard code == 0 else { throw failure(path, code) }
        return bytes
    }

    private static func failure(_ path: String, _ code: Int32) -> NodeError {
        NodeError(code == ENOENT ? "FileNotFoundError" : "OSError", "\(path): \(String(cString: strerror(code)))")
    }
}
