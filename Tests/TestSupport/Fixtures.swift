internal import Glibc

/// Where the committed test data lies.
package enum Fixtures {
    /// Tests/Fixtures, without a trailing slash.
    package static let directory: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(2)
        return parts.joined(separator: "/") + "/Fixtures"
    }()

    /// The path of a fixture, e.g. "reference/workflows/txt2img.json".
    package static func path(_ relative: String) -> String { "\(directory)/\(relative)" }

    /// A file's bytes. A missing fixture is a broken checkout, so it stops the test run.
    package static func bytes(_ relative: String) -> [UInt8] {
        guard let file = fopen(path(relative), "rb") else { fatalError("no fixture \(path(relative))") }
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        let size = ftell(file)
        rewind(file)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = fread(buffer.baseAddress, 1, size, file)
        }
    }

    /// A file's text.
    package static func text(_ relative: String) -> String { String(decoding: bytes(relative), as: UTF8.self) }
}
