/// Random identifiers.
package enum UUID {
    /// Version 4, in lower case, as Python's `str(uuid.uuid4())`.
    package static func random() -> String {
        var bits = SystemRandomNumberGenerator()
        var bytes = withUnsafeBytes(of: (bits.next() as UInt64, bits.next() as UInt64)) { Array($0) }
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
