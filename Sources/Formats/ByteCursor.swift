/// Reads little-endian numbers from bytes, one behind the other, and never beyond their end.
struct ByteCursor {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position: Int

    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        (self.bytes, self.position) = (bytes, min(max(position, 0), bytes.count))
    }

    var remaining: Int { bytes.count - position }

    mutating func skip(_ count: Int) throws(FormatError) { _ = try take(count) }

    /// The next `count` bytes.
    mutating func take(_ count: Int) throws(FormatError) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= remaining else { throw FormatError(.malformed, "truncated") }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    mutating func number<I: FixedWidthInteger & BitwiseCopyable>(_ type: I.Type = I.self) throws(FormatError) -> I {
        I(littleEndian: try take(MemoryLayout<I>.size).loadUnaligned(as: I.self))
    }

    /// An unsigned length or place that fits an `Int`.
    mutating func size<I: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ type: I.Type
    ) throws(FormatError) -> Int {
        guard let value = Int(exactly: try number(type)) else {
            throw FormatError(.malformed, "a size beyond all files")
        }
        return value
    }

    /// What comes before the next line feed, which is left behind.
    mutating func line() throws(FormatError) -> UnsafeRawBufferPointer {
        guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else {
            throw FormatError(.malformed, "truncated")
        }
        defer { position = end + 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<end])
    }
}
