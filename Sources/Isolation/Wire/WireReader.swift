/// Takes a message apart. Whatever the bytes are, it throws or gives something well-formed.
struct WireReader {
    let objects: ObjectTable
    private let bytes: [UInt8]
    private let shared: Shared?
    private var position = 0

    /// What came beside the message.
    enum Shared {
        case memory(SharedMemory)
        /// Another message's after this one.
        case lent(UnsafeRawBufferPointer)

        var byteCount: Int {
            switch self {
            case .memory(let memory): memory.byteCount
            case .lent(let bytes): bytes.count
            }
        }
    }

    init(_ bytes: [UInt8], shared: Shared? = nil, objects: ObjectTable) {
        self.bytes = bytes
        self.shared = shared
        self.objects = objects
    }

    private mutating func take(_ count: Int) throws(WireError) -> Range<Int> {
        guard count >= 0, count <= bytes.count - position else { throw WireError("a message that ends too early") }
        defer { position += count }
        return position..<(position + count)
    }

    mutating func byte() throws(WireError) -> UInt8 { bytes[try take(1).lowerBound] }

    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) throws(WireError) -> Number {
        let range = try take(MemoryLayout<Number>.size)
        return bytes.withUnsafeBytes {
            Number(littleEndian: $0.loadUnaligned(fromByteOffset: range.lowerBound, as: Number.self))
        }
    }

    /// The number of things that follow; each takes a byte at least.
    mutating func count() throws(WireError) -> Int {
        let count = try number(Int.self)
        guard count >= 0, count <= bytes.count - position else { throw WireError("a message that ends too early") }
        return count
    }

    mutating func string() throws(WireError) -> String {
        let range = try take(count())
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw WireError("a text that is not UTF-8")
        }
        return text
    }

    mutating func read<T: WireCodable>(_ type: T.Type = T.self) throws -> T { try T.read(from: &self) }

    var isAtEnd: Bool { position == bytes.count }

    /// Where a block lies.
    enum Block {
        case inline(ArraySlice<UInt8>)
        case shared(SharedMemory, Range<Int>)
        /// To be copied.
        case lent(UnsafeRawBufferPointer)

        var count: Int {
            switch self {
            case .inline(let bytes): bytes.count
            case .shared(_, let range): range.count
            case .lent(let bytes): bytes.count
            }
        }

        func copy() throws(WireError) -> [UInt8] {
            switch self {
            case .inline(let bytes): Array(bytes)
            case .shared(let memory, let range): try memory.bytes(range)
            case .lent(let bytes): Array(bytes)
            }
        }
    }

    mutating func block() throws -> Block {
        let isShared: Bool = try read()
        let count: Int = try read()
        guard isShared else { return .inline(bytes[try take(count)]) }
        let start: Int = try read()
        guard let shared, start >= 0, count >= 0, start <= shared.byteCount, count <= shared.byteCount - start else {
            throw WireError("a block outside of the shared memory")
        }
        let range = start..<(start + count)
        switch shared {
        case .memory(let memory): return .shared(memory, range)
        case .lent(let bytes): return .lent(UnsafeRawBufferPointer(rebasing: bytes[range]))
        }
    }
}
