internal import Formats

/// Reads a vocabulary's bytes from front to back.
struct VocabularyBytes {
    private let bytes: [UInt8]
    private let name: String
    private(set) var position = 0

    /// - Parameter name: what errors call it.
    init(_ bytes: [UInt8], name: String) { (self.bytes, self.name) = (bytes, name) }

    var rest: Int { bytes.count - position }

    mutating func take(_ count: Int) throws(FormatError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= rest else { throw FormatError(.malformed, "\(name): the vocabulary is cut off") }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    /// 32 bits, little-endian.
    mutating func number() throws(FormatError) -> Int {
        try take(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// Numbers whose lowest bytes come first, then all second bytes, ...
    mutating func planes(_ planes: Int, count: Int) throws(FormatError) -> [UInt32] {
        var result = [UInt32](repeating: 0, count: count)
        for plane in 0..<planes {
            for (index, byte) in try take(count).enumerated() { result[index] |= UInt32(byte) << UInt32(8 * plane) }
        }
        return result
    }
}
