internal import Glibc
internal import System
internal import Tensors
internal import Workflow

/// A whole file in memory. Read, not mapped: whoever rewrites an input picture meanwhile must not bring us down.
enum FileBytes {
    static let limit = 1 << 30

    static func read(_ path: String) throws(NodeError) -> [UInt8] {
        do throws(WholeFileError<OutOfMemoryError>) {
            return try WholeFile.bytes(path, limit: limit) { (size, fill) throws(OutOfMemoryError) in
                try [UInt8](allocating: size, initializingWith: fill)
            }
        } catch {
            switch error {
            case .room(let error): throw NodeError("MemoryError", error.description)
            case .system(let error):
                let isMissing = access(path, F_OK) != 0 && errno == ENOENT
                throw NodeError(isMissing ? "FileNotFoundError" : "OSError", error.message)
            }
        }
    }
}
