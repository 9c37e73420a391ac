internal import Glibc
internal import System

/// A folder for files that nobody wants to keep.
struct TemporaryFolder {
    let path: String

    init() throws(CommandError) {
        let root = ProcessEnvironment.current["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array("\(root)/libcomfy-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandError(
                status: 1, message: "cannot make a folder in \(root): \(String(cString: strerror(errno)))")
        }
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    /// Takes it away with the files in it.
    func remove() {
        if let handle = opendir(path) {
            while let entry = readdir(handle) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != "." && name != ".." { unlink(FilePath.join(path, name)) }
            }
            closedir(handle)
        }
        rmdir(path)
    }
}
