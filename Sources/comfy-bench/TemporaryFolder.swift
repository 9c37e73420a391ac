internal import CBench
internal import Glibc

/// A folder that is gone with this object.
final class TemporaryFolder {
    let path: String

    init() throws(BenchError) {
        let parent = try Self.parent
        var name = Array("\(parent)/comfy-bench-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { throw BenchError("\(parent): \(String(cString: strerror(errno)))") }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        InterruptionCleanup.remove(path)
    }

    deinit {
        cb_remove_folder(path)
        InterruptionCleanup.forget(path)
    }

    /// The folder for temporary files, which is there.
    static var parent: String {
        get throws(BenchError) {
            let path = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
            guard access("\(path)/", W_OK) == 0 else {
                throw BenchError("the folder for temporary files, \(path): \(String(cString: strerror(errno)))")
            }
            return path
        }
    }
}
