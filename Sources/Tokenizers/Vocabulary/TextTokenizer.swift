/// Tokens of plain texts.
package protocol TextTokenizer: Sendable {
    /// Without what is put before or behind every text.
    func encode(_ text: ArraySlice<Unicode.Scalar>) -> [Int]

    /// What a token stands for in a text: nothing, if it is none or says how texts begin and end.
    func bytes(of token: Int) -> ArraySlice<UInt8>
}

extension TextTokenizer {
    package func encode(_ text: String) -> [Int] { encode(Array(text.unicodeScalars)[...]) }

    package func bytes(of token: Int) -> ArraySlice<UInt8> { [] }

    /// The text of tokens; what is no UTF-8 becomes U+FFFD.
    package func decode(_ tokens: some Sequence<Int>) -> String {
        var bytes: [UInt8] = []
        for token in tokens { bytes += self.bytes(of: token) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension ArraySlice<Unicode.Scalar> {
    var utf8: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for scalar in self { bytes.append(contentsOf: UTF8.encode(scalar)!) }
        return bytes
    }
}
