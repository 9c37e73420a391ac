import Glibc
import System
import TestSupport
import Testing

struct WholeFileTests {
    private func bytes(_ path: String, limit: Int) throws -> [UInt8] {
        do throws(WholeFileError<Never>) {
            return try WholeFile.bytes(path, limit: limit) { (size, fill) throws(Never) in
                Array(unsafeUninitializedCapacity: size, initializingWith: fill)
            }
        } catch {
            switch error {
            case .system(let error): throw error
            }
        }
    }

    @Test func readsNoMoreThanItsLimit() throws {
        let folder = TemporaryFolder()
        let path = folder.path + "/file"
        try AtomicFile.write(Array("four".utf8), to: path)
        #expect(try bytes(path, limit: 4) == Array("four".utf8))
        #expect(throws: SystemError(.io, "\(path): the file is larger than 3 bytes")) {
            try bytes(path, limit: 3)
        }
        try AtomicFile.write([UInt8](), to: path)
        #expect(try bytes(path, limit: 4) == [])
    }

    @Test func refusesWhatIsNoFile() throws {
        let folder = TemporaryFolder()
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(throws: SystemError(.io, "\(pipe): not a regular file")) { try bytes(pipe, limit: 4) }
        #expect(throws: SystemError(.io, "\(folder.path)/no: No such file or directory")) {
            try bytes(folder.path + "/no", limit: 4)
        }
    }

    @Test func looksAtBeginnings() throws {
        let folder = TemporaryFolder()
        let path = folder.path + "/file"
        try AtomicFile.write(Array("a whole file".utf8), to: path)
        #expect(SystemFile.beginning(of: path, count: 3) == Array("a w".utf8))
        #expect(SystemFile.beginning(of: path, count: 100)?.count == 12)
        #expect(SystemFile.beginning(of: folder.path + "/no", count: 3) == nil)
    }
}
