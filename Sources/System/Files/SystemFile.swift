internal import Glibc

/// Small text files of /proc and /sys.
package enum SystemFile {
    private static let mostBytes = 8192

    /// The first 8 KiB of a file, nil when it cannot be read.
    package static func read(_ path: String) -> String? {
        beginning(of: path, count: mostBytes).map { String(decoding: $0, as: UTF8.self) }
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
        guard let bytes = beginning(of: path, count: mostBytes) else { return nil }
        func isGap(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: ":") }
        for line in bytes.split(separator: 0x0a) where line.starts(with: name.utf8) {
            let rest = line.dropFirst(name.utf8.count)
            guard let next = rest.first, isGap(next) else { continue }
            let word = rest.split(maxSplits: 1, whereSeparator: isGap).first
            return word.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
        }
        return nil
    }
}
