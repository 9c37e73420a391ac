internal import Glibc

/// Small text files of /proc and /sys.
package enum SystemFile {
    /// The first 8 KiB of a file, nil when it cannot be read.
    package static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { return nil }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// The number that a file begins with.
    package static func number(_ path: String) -> Int? {
        read(path)?.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
    }

    /// The number behind `name` (and a colon, where there is one) on a line of its own.
    package static func field(_ name: String, of path: String) -> Int? {
        for line in read(path)?.split(separator: "\n") ?? [] {
            let words = line.split(whereSeparator: { $0.isWhitespace || $0 == ":" })
            if words.count >= 2, words[0] == name { return Int(words[1]) }
        }
        return nil
    }
}
