/// GPT-2's alphabet, in which files of byte-pair encodings spell bytes: printable Latin-1 stands for itself, other bytes
/// for the characters from U+0100 on (openai/gpt-2, src/encoder.py).
enum ByteAlphabet {
    private static func isPrintable(_ byte: Int) -> Bool {
        (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || byte >= 0xAE
    }

    /// The bytes in the order of their characters, which is that of their tokens.
    static let order: [UInt8] =
        ((0..<256).filter(isPrintable) + (0..<256).filter { !isPrintable($0) }).map { UInt8($0) }

    /// The byte that a character stands for.
    static func byte(_ character: Unicode.Scalar) -> UInt8? {
        let value = Int(character.value)
        if value < 0x100 { return isPrintable(value) ? UInt8(value) : nil }
        return value < 0x100 + 68 ? order[188 + value - 0x100] : nil
    }

    /// The bytes of a text in this alphabet; nil if it has other characters.
    static func bytes(_ text: String) -> [UInt8]? {
        var result: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let byte = byte(scalar) else { return nil }
            result.append(byte)
        }
        return result
    }
}
