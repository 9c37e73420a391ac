internal import Glibc

/// Files that are there whole or not at all.
package enum AtomicFile {
    /// Writes `parts` one behind the other to a file without a name, syncs it and gives it its name. Missing folders are
    /// made. Where the file system has no nameless files it is a temporary name beside `path`, which a process that is
    /// killed at that moment leaves behind. With `overwriting: false` an existing file is left alone and the result is false.
    @discardableResult
    package static func write(
        _ parts: [UnsafeRawBufferPointer], to path: String, overwriting: Bool = true
    ) throws(SystemError) -> Bool {
        try write(to: path, overwriting: overwriting) { (put) throws(SystemError) in
            for part in parts { try put(part) }
        }
    }

    /// Takes the next bytes of a file.
    package typealias Put = (UnsafeRawBufferPointer) throws(SystemError) -> Void

    /// The same with bytes that `produce` makes while they are written; it may be called twice.
    @discardableResult
    package static func write(
        to path: String, overwriting: Bool = true, _ produce: (_ put: Put) throws(SystemError) -> Void
    ) throws(SystemError) -> Bool {
        try SystemPath.check(path)
        let folder = path.folder
        try createFolder(folder)
        if let isWritten = try writeNameless(produce, in: folder, to: path, overwriting) { return isWritten }
        let temporary = temporaryName(in: folder)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw SystemPath.failure(path) }
        var isDone = false
        defer { if !isDone { unlink(temporary) } }
        do {
            defer { close(descriptor) }
            try produce { (part) throws(SystemError) in try writeAll(part, to: descriptor, path) }
            try sync(descriptor, path)
        }
        if overwriting {
            guard rename(temporary, path) == 0 else { throw SystemPath.failure(path) }
        } else if link(temporary, path) == 0 {
            unlink(temporary)
        } else if errno == EEXIST {
            return false
        } else {
            // no hard links here: take the name first, then put the file in its place
            let reserved = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if reserved < 0 {
                guard errno == EEXIST else { throw SystemPath.failure(path) }
                return false
            }
            close(reserved)
            guard rename(temporary, path) == 0 else {
                let failure = SystemPath.failure(path)
                unlink(path)
                throw failure
            }
        }
        isDone = true
        return true
    }

    /// The same with a nameless file; nil if there is no such thing here, and nothing has happened.
    private static func writeNameless(
        _ produce: (_ put: Put) throws(SystemError) -> Void, in folder: String, to path: String, _ isOverwriting: Bool
    ) throws(SystemError) -> Bool? {
        // glibc's O_TMPFILE, which includes O_DIRECTORY
        let nameless: Int32 = 0o20_000_000 | O_DIRECTORY
        let descriptor = open(folder.isEmpty ? "." : folder, nameless | O_WRONLY | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        try produce { (part) throws(SystemError) in try writeAll(part, to: descriptor, path) }
        try sync(descriptor, path)
        let own = "/proc/self/fd/\(descriptor)"
        func name(_ path: String) -> Bool { linkat(AT_FDCWD, own, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 }
        if name(path) { return true }
        guard errno == EEXIST else { return nil }
        guard isOverwriting else { return false }
        // A name can be replaced by another one alone: for that moment the file, whole, has two.
        let temporary = temporaryName(in: folder)
        guard name(temporary) else { return nil }
        guard rename(temporary, path) == 0 else {
            let failure = SystemPath.failure(path)
            unlink(temporary)
            throw failure
        }
        return true
    }

    /// Has the data on the disk. File systems and sandboxes that know no such thing do what they can.
    private static func sync(_ descriptor: Int32, _ path: String) throws(SystemError) {
        while fsync(descriptor) != 0 {
            switch errno {
            case EINTR: continue
            case EPERM, ENOSYS, EINVAL, EROFS, EOPNOTSUPP: return
            default: throw SystemPath.failure(path)
            }
        }
    }

    /// Short and hidden, so that every name that fits its folder can be written and no listing shows it.
    private static func temporaryName(in folder: String) -> String {
        let place = folder.isEmpty || folder == "/" ? folder : "\(folder)/"
        return "\(place).\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).tmp"
    }

    @discardableResult
    package static func write(
        _ bytes: [UInt8], to path: String, overwriting: Bool = true
    ) throws(SystemError) -> Bool {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(SystemError) in try write([buffer], to: path, overwriting: overwriting) }
        }
        return try result.get()
    }

    /// Makes a folder and those above it.
    package static func createFolder(_ path: String) throws(SystemError) {
        try SystemPath.check(path)
        if path.isEmpty || access(path, F_OK) == 0 { return }
        try createFolder(path.folder)
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw SystemPath.failure(path) }
    }

    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String)
        throws(SystemError)
    {
        var rest = bytes
        // in pieces, so that a slow disk is no reason to go on after a cancellation
        while !rest.isEmpty {
            if Cancellation.isCurrentRaised { throw SystemError(.io, "\(path): writing was cancelled") }
            let count = Glibc.write(descriptor, rest.baseAddress, min(rest.count, 8 << 20))
            if count <= 0 {
                if count < 0 && errno == EINTR { continue }
                throw SystemPath.failure(path)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }
}

extension String {
    /// Everything before the last slash; the root stays itself. Bytes, as the system sees paths: a slash with a
    /// combining mark behind it is no `Character` "/".
    fileprivate var folder: String {
        guard let slash = utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return slash == startIndex ? "/" : String(self[..<slash])
    }
}
