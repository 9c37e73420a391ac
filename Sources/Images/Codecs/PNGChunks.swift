/// The chunks of a PNG file.
struct PNGChunks: Sequence, IteratorProtocol {
    struct Chunk {
        let type: String
        let data: UnsafeRawBufferPointer
    }

    static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

    private var rest: UnsafeRawBufferPointer

    /// A file that begins as PNG files do.
    init(_ file: UnsafeRawBufferPointer) { rest = .init(rebasing: file.dropFirst(Self.signature.count)) }

    /// The next one that is whole.
    mutating func next() -> Chunk? {
        // length, type, data, checksum
        guard rest.count >= 12 else { return nil }
        let length = Self.number(rest, at: 0)
        guard length <= rest.count - 12 else { return nil }
        defer { rest = .init(rebasing: rest[(12 + length)...]) }
        return Chunk(
            type: String(decoding: rest[4..<8], as: UTF8.self), data: .init(rebasing: rest[8..<(8 + length)]))
    }

    /// 32 bits, the high ones first.
    static func number(_ bytes: UnsafeRawBufferPointer, at place: Int) -> Int {
        bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
    }

    static func bytes(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }

    static func chunk(_ type: String, _ data: some Collection<UInt8>) -> [UInt8] {
        let body = Array(type.utf8) + data
        return bytes(data.count) + body + bytes(Int(checksum(body)))
    }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xedb8_8320 : 0) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
    }
}
