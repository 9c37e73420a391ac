import Formats
import Testing

@Suite struct DeflateTests {
    /// A thousand times "a", by Python's zlib.
    private static let stream: [UInt8] = [
        0x78, 0xda, 0x4b, 0x4c, 0x1c, 0x05, 0xa3, 0x60, 0x14, 0x0c, 0x77, 0x00, 0x00, 0xf9, 0xd8, 0x7a, 0xf8,
    ]

    private func unpack(_ stream: [UInt8], limit: Int = 1 << 20) throws -> [UInt8] {
        try stream.withUnsafeBytes { try Deflate.unpack($0, limit: limit) }
    }

    @Test func unpacks() throws {
        #expect(try unpack(Self.stream) == [UInt8](repeating: UInt8(ascii: "a"), count: 1000))
        #expect(try unpack(Self.stream, limit: 1000).count == 1000)
    }

    @Test func whatIsTooLongOrDamagedIsRefused() {
        #expect(throws: FormatError.self) { try unpack(Self.stream, limit: 999) }
        #expect(throws: FormatError.self) { try unpack(Self.stream, limit: 0) }
        #expect(throws: FormatError.self) { try unpack(Array(Self.stream.dropLast(6))) }
        #expect(throws: FormatError.self) { try unpack([]) }
        #expect(throws: FormatError.self) { try unpack([1, 2, 3]) }
    }
}
