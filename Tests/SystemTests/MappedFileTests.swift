import Glibc
import Testing

@testable import System

@Suite struct MappedFileTests {
    private let path = "/tmp/comfy-mapped-\(UUID.random())"

    @Test func bytesAndTruncation() throws {
        try AtomicFile.write([1, 2, 3], to: path)
        defer { unlink(path) }
        let file = try MappedFile(path: path)
        #expect(file.withBytes { Array($0) } == [1, 2, 3] && file.stillHolds(3))
        truncate(path, 2)
        #expect(!file.stillHolds(3) && file.stillHolds(2))
    }

    @Test func emptyFilesHaveNoBytes() throws {
        try AtomicFile.write([UInt8](), to: path)
        defer { unlink(path) }
        #expect(try MappedFile(path: path).withBytes { $0.isEmpty })
    }

    @Test func whatIsNoFile() {
        #expect(throws: SystemError(.io, "/tmp: not a regular file")) { try MappedFile(path: "/tmp") }
        #expect(throws: SystemError(.io, "\(path): No such file or directory")) { try MappedFile(path: path) }
    }
}
