internal import Glibc

/// Small text files of /proc and /sys.
package enum SystemFile {
    /// The first 8 KiB of a file, nil when it cannot be read.
    package static func read(_ path: String) -> String? {
        beginning(of: path, count: 8192).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The first bytes of any file, nil when it cannot be read. Does not wait for who writes to a FIFO.
    package static func beginning(of path: String, count: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        let read = Glibc.read(descriptor, &bytes, count)
        return read >= 0 ? Array(bytes.prefix(read)) : nil
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
