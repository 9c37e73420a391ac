import Glibc
import System
import Testing

@Suite struct AtomicFileTests {
    private let folder = "/tmp/libcomfy-test-\(UInt64.random(in: 0...UInt64.max))"

    private func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1000)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }

    private func entries(_ path: String) -> [String] {
        var names: [String] = []
        guard let handle = opendir(path) else { return names }
        defer { closedir(handle) }
        while let entry = readdir(handle) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names.filter { $0 != "." && $0 != ".." }.sorted()
    }

    @Test func makesFoldersAndReplaces() throws {
        let path = "\(folder)/a/b.bin"
        #expect(try AtomicFile.write([1, 2, 3], to: path))
        #expect(try AtomicFile.write([4], to: path))
        #expect(read(path) == [4])
        #expect(try AtomicFile.write([5], to: path, overwriting: false) == false)
        #expect(read(path) == [4])
        #expect(try AtomicFile.write([6], to: "\(folder)/a/c", overwriting: false))
        // nothing else is left behind
        #expect(entries("\(folder)/a") == ["b.bin", "c"])
        unlink(path)
        unlink("\(folder)/a/c")
        rmdir("\(folder)/a")
        rmdir(folder)
    }

    @Test func longestNamesFit() throws {
        let path = "\(folder)/\(String(repeating: "n", count: 255))"
        try AtomicFile.write([1], to: path)
        #expect(read(path) == [1])
        #expect(throws: SystemError.self) { try AtomicFile.write([1], to: path + "n") }
        #expect(entries(folder).count == 1)
        unlink(path)
        rmdir(folder)
    }

    @Test func failuresNameTheFileAndLeaveNothing() throws {
        try AtomicFile.write([1], to: "\(folder)/file")
        #expect(throws: SystemError(.io, "\(folder)/file/x: Not a directory")) {
            try AtomicFile.write([1], to: "\(folder)/file/x")
        }
        try AtomicFile.createFolder("\(folder)/inner/one")
        #expect(throws: SystemError.self) { try AtomicFile.write([1], to: "\(folder)/inner") }
        #expect(entries(folder) == ["file", "inner"])
        unlink("\(folder)/file")
        rmdir("\(folder)/inner/one")
        rmdir("\(folder)/inner")
        rmdir(folder)
    }

    @Test func refusesStrangePaths() {
        #expect(throws: SystemError.self) { try AtomicFile.write([1], to: "/tmp/a\0b") }
        #expect(throws: SystemError.self) {
            try AtomicFile.write([1], to: "/tmp" + String(repeating: "/a", count: 1_000_000))
        }
        #expect(throws: SystemError.self) { try AtomicFile.write([1], to: "") }
    }

    /// A slash with a combining mark behind it is one `Character`, and still a slash to the system.
    @Test func slashesAreBytes() throws {
        try AtomicFile.write([1], to: "\(folder)/\u{301}")
        #expect(read("\(folder)/\u{301}") == [1])
        unlink("\(folder)/\u{301}")
        rmdir(folder)
    }
}
