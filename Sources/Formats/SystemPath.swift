internal import Glibc

/// What the system is asked to open.
enum SystemPath {
    /// Refuses paths that the system would refuse or cut off at a zero character.
    static func check(_ path: String) throws(FormatError) {
        guard !path.utf8.contains(0) else { throw FormatError(.io, "\(path): the path holds a zero character") }
        guard path.utf8.count < PATH_MAX else { throw FormatError(.io, "\(path.prefix(80))...: the path is too long") }
    }

    /// The last system call's failure.
    static func failure(_ path: String) -> FormatError {
        FormatError(.io, "\(path): \(String(cString: strerror(errno)))")
    }
}
