internal import Glibc

/// A regular file, read into memory: what happens to it afterwards does not matter.
package enum WholeFile {
    /// - Parameter makeRoom: gives memory for so many bytes.
    package static func read<E: Error>(
        _ path: String, _ makeRoom: (Int) throws(E) -> UnsafeMutableRawPointer
    ) throws(WholeFileError<E>) {
        let file: OpenedFile
        do { file = try OpenedFile(path) } catch { throw .system(error) }
        let memory: UnsafeMutableRawPointer
        do { memory = try makeRoom(file.size) } catch { throw .room(error) }
        do { try file.read(into: memory) } catch { throw .system(error) }
    }

    /// The same as an array.
    ///
    /// - Parameters:
    ///   - limit: no file is larger.
    ///   - make: an array of so many elements, of what the closure that it gets puts into it.
    package static func bytes<E: Error>(
        _ path: String, limit: Int,
        _ make: (Int, (inout UnsafeMutableBufferPointer<UInt8>, inout Int) -> Void) throws(E) -> [UInt8]
    ) throws(WholeFileError<E>) -> [UInt8] {
        let file: OpenedFile
        do { file = try OpenedFile(path) } catch { throw .system(error) }
        guard file.size <= limit else {
            throw .system(SystemError(.io, "\(path): the file is larger than \(limit) bytes"))
        }
        guard file.size > 0 else { return [] }
        var failure: SystemError?
        let bytes: [UInt8]
        do throws(E) {
            bytes = try make(file.size) { buffer, count in
                do throws(SystemError) {
                    try file.read(into: UnsafeMutableRawPointer(buffer.baseAddress!))
                    count = file.size
                } catch {
                    failure = error
                }
            }
        } catch {
            throw .room(error)
        }
        if let failure { throw .system(failure) }
        return bytes
    }
}

/// What the system says, or who was asked for memory.
package enum WholeFileError<Refusal: Error>: Error {
    case system(SystemError)
    case room(Refusal)
}

private final class OpenedFile {
    let size: Int
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws(SystemError) {
        try SystemPath.check(path)
        // O_NONBLOCK: opening a FIFO must not wait for a writer
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw SystemPath.failure(path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let failure = SystemPath.failure(path)
            close(descriptor)
            throw failure
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw SystemError(.io, "\(path): not a regular file")
        }
        (self.path, self.descriptor, size) = (path, descriptor, Int(status.st_size))
    }

    deinit { close(descriptor) }

    func read(into memory: UnsafeMutableRawPointer) throws(SystemError) {
        var count = 0
        // in pieces, so that a slow disk is no reason to go on after a cancellation
        while count < size {
            if Cancellation.isCurrentRaised { throw SystemError(.io, "\(path): reading was cancelled") }
            let got = Glibc.read(descriptor, memory + count, min(size - count, 8 << 20))
            if got > 0 {
                count += got
            } else if got == 0 {
                throw SystemError(.io, "\(path): the file was cut short while it was read")
            } else if errno != EINTR {
                throw SystemPath.failure(path)
            }
        }
    }
}
