/// Bytes from hexadecimal digits.
package func bytes(hex: String) -> [UInt8] {
    let digits = hex.utf8.map { UInt8(Character(Unicode.Scalar($0)).hexDigitValue!) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

package func text(hex: String) -> String { String(decoding: bytes(hex: hex), as: UTF8.self) }
