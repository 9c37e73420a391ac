/// Bytes that were UTF-8 before a program lost some of them: ftfy's `restore_byte_a0`, `replace_lossy_sequences` and
/// its codec "utf-8-variants" (6.3).
enum UTF8Repair {
    /// Byte A0 where it had become a space in what would be a likely character.
    static func withNoBreakSpaces(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var at = 0
        let words = ["quele", "quela", "quilo", "s "].map { Array($0.utf8) }
        // à as a word, but for those that go on behind it
        while at < bytes.count {
            let rest = bytes[at...]
            if rest.starts(with: [0xC3, 0x20]), rest.dropFirst(2).first != 0x20,
                !words.contains(where: { rest.dropFirst(2).starts(with: $0) })
            {
                result += [0xC3, 0xA0, 0x20]
                at += 2
            } else {
                result.append(bytes[at])
                at += 1
            }
        }
        at = 0
        while at < result.count {
            guard let length = damagedSpace(result[at...]) else {
                at += 1
                continue
            }
            for index in at..<at + length where result[index] == 0x20 { result[index] = 0xA0 }
            at += length
        }
        return result
    }

    /// The length of a sequence in which one byte became a space; nil if none begins here.
    private static func damagedSpace(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = bytes.first, first >= 0xC2 else { return nil }
        let rest = Array(bytes.dropFirst().prefix(3))
        // 85 is the ellipsis, A0 what is looked for
        let isLikely = { (byte: UInt8) in (0x80...0xBF).contains(byte) && byte != 0x85 && byte != 0xA0 }
        let isAny = { (byte: UInt8) in (0x80...0xBF).contains(byte) }
        if [0xC2, 0xC3, 0xC5, 0xCE, 0xD0, 0xD9].contains(first), rest.first == 0x20 { return 2 }
        if rest.count >= 2 {
            if first == 0xE2 || first == 0xE3, rest[0] == 0x20, isLikely(rest[1]) { return 3 }
            if (0xE0...0xE3).contains(first), isLikely(rest[0]), rest[1] == 0x20 { return 3 }
        }
        if first == 0xF0, rest.count == 3, rest.count(where: { $0 == 0x20 }) == 1,
            rest.allSatisfy({ $0 == 0x20 || isAny($0) })
        {
            return 4
        }
        return nil
    }

    /// U+FFFD for sequences in which a byte was lost, which is byte 1A or, once at most, a question mark.
    static func withReplacements(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(0x1A) || bytes.contains(UInt8(ascii: "?")) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            if let length = lossy(bytes[at...]) {
                result += [0xEF, 0xBF, 0xBD]
                at += length
            } else {
                result.append(bytes[at])
                at += 1
            }
        }
        return result
    }

    /// The length of a sequence that lost a byte; nil if none begins here.
    private static func lossy(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = bytes.first else { return nil }
        let rest = Array(bytes.dropFirst().prefix(5))
        let isLost = { (byte: UInt8) in byte == 0x1A || byte == UInt8(ascii: "?") }
        let isOther = { (byte: UInt8) in byte == 0x1A || (0x80...0xBF).contains(byte) }
        /// One of the first `count` is lost, the others are lost or in order.
        func fits(_ count: Int) -> Bool {
            rest.count >= count
                && (0..<count).contains { lost in
                    (0..<count).allSatisfy { $0 == lost ? isLost(rest[$0]) : isOther(rest[$0]) }
                }
        }
        switch first {
        case 0x1A: return 1
        case 0xC2...0xDF:
            if rest.first == 0x1A { return 2 }
            return first <= 0xC3 && rest.first == UInt8(ascii: "?") ? 2 : nil
        case 0xED
        where rest.count == 5 && (0xA0...0xAF).contains(rest[0]) && rest[2] == 0xED
            && (0xB0...0xBF).contains(rest[3])
            && (isLost(rest[1]) && (isLost(rest[4]) || isOther(rest[4]))
                || (isLost(rest[1]) || isOther(rest[1])) && isLost(rest[4])):
            return 6
        case 0xE0...0xEF: return fits(2) ? 3 : nil
        case 0xF0...0xF4: return fits(3) ? 4 : nil
        default: return nil
        }
    }

    /// UTF-8, in which characters beyond U+FFFF may be two surrogates of three bytes each, and a zero C0 80; nil if the
    /// bytes are something else.
    static func decoded(_ bytes: [UInt8]) -> [Unicode.Scalar]? {
        var plain = bytes
        if bytes.contains(0xED) || bytes.contains(0xC0) {
            plain = []
            var at = 0
            while at < bytes.count {
                if bytes[at...].starts(with: [0xC0, 0x80]) {
                    plain.append(0)
                    at += 2
                } else if let scalar = surrogates(bytes[at...]) {
                    plain += UTF8.encode(scalar)!
                    at += 6
                } else {
                    plain.append(bytes[at])
                    at += 1
                }
            }
        }
        return String(validating: plain, as: UTF8.self).map { Array($0.unicodeScalars) }
    }

    private static func surrogates(_ bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
        let b = Array(bytes.prefix(6)).map(UInt32.init)
        guard b.count == 6, b[0] == 0xED, b[3] == 0xED, (0xA0...0xAF).contains(b[1]), (0xB0...0xBF).contains(b[4]),
            (0x80...0xBF).contains(b[2]), (0x80...0xBF).contains(b[5])
        else { return nil }
        return Unicode.Scalar(
            0x10000 + ((b[1] & 0x0F) << 16 | (b[2] & 0x3F) << 10 | (b[4] & 0x0F) << 6 | b[5] & 0x3F))
    }
}
