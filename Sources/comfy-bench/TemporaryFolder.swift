internal import CBench
internal import Glibc

/// A folder that is gone with this object.
final class TemporaryFolder {
    let path: String

    init() throws(BenchError) {
        let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var name = Array("\(temporary)/comfy-bench-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { throw BenchError("\(temporary): \(String(cString: strerror(errno)))") }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        cb_remove_folder(path)
    }
}
