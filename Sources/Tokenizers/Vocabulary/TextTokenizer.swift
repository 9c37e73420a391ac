/// Tokens of plain texts.
package protocol TextTokenizer: Sendable {
    /// Without what is put before or behind every text.
    func encode(_ text: ArraySlice<Unicode.Scalar>) -> [Int]
}

extension TextTokenizer {
    package func encode(_ text: String) -> [Int] { encode(Array(text.unicodeScalars)[...]) }
}

extension ArraySlice<Unicode.Scalar> {
    var utf8: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for scalar in self { bytes.append(contentsOf: UTF8.encode(scalar)!) }
        return bytes
    }
}
