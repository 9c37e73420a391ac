internal import Glibc

/// What the system is asked to open.
package enum SystemPath {
    /// Refuses paths that the system would refuse or cut off at a zero character.
    package static func check(_ path: String) throws(SystemError) {
        guard !path.utf8.contains(0) else { throw SystemError(.io, "\(path): the path holds a zero character") }
        guard path.utf8.count < PATH_MAX else { throw SystemError(.io, "\(path.prefix(80))...: the path is too long") }
    }

    /// The last system call's failure.
    package static func failure(_ path: String) -> SystemError {
        let code = errno
        let isShort = code == ENOMEM || code == EMFILE || code == ENFILE
        return SystemError(isShort ? .outOfResources : .io, "\(path): \(String(cString: strerror(code)))")
    }
}
