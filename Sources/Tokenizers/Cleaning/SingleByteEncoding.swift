/// A character set of one byte a character, ASCII below 80.
struct SingleByteEncoding: Sendable {
    /// Whether byte 1A stands for U+FFFD, which a text in another encoding left there.
    let isSloppy: Bool
    let isMacRoman: Bool
    private let bytes: [Unicode.Scalar: UInt8]

    init(isSloppy: Bool, isMacRoman: Bool, upperHalf: [Unicode.Scalar]) {
        (self.isSloppy, self.isMacRoman) = (isSloppy, isMacRoman)
        var bytes: [Unicode.Scalar: UInt8] = [:]
        for (index, scalar) in upperHalf.enumerated() { bytes[scalar] = UInt8(0x80 + index) }
        if isSloppy { bytes["\u{FFFD}"] = 0x1A }
        self.bytes = bytes
    }

    /// The bytes that would be read as this text; nil if a character is not in the set.
    func encode(_ text: [Unicode.Scalar]) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for scalar in text {
            if scalar.isASCII, !isSloppy || scalar.value != 0x1A {
                result.append(UInt8(scalar.value))
            } else if let byte = bytes[scalar] {
                result.append(byte)
            } else {
                return nil
            }
        }
        return result
    }
}
