internal import Formats

/// Reads the fields of a protocol buffer (protobuf.dev, Encoding).
struct ProtocolBuffer {
    enum Value {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
        case single(Float)
    }

    private var rest: ArraySlice<UInt8>
    private let name: String

    /// - Parameter name: what errors call it.
    init(_ bytes: ArraySlice<UInt8>, name: String) { (rest, self.name) = (bytes, name) }

    private var damaged: FormatError { FormatError(.malformed, "\(name): a damaged SentencePiece model") }

    private mutating func number() throws(FormatError) -> UInt64 {
        var result: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = rest.popFirst() else { throw damaged }
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
        }
        throw damaged
    }

    private mutating func take(_ count: UInt64) throws(FormatError) -> ArraySlice<UInt8> {
        guard let count = Int(exactly: count), count <= rest.count else { throw damaged }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// The next field, nil at the end.
    mutating func next() throws(FormatError) -> (field: Int, value: Value)? {
        if rest.isEmpty { return nil }
        let key = try number()
        guard let field = Int(exactly: key >> 3) else { throw damaged }
        switch key & 7 {
        case 0: return (field, .number(try number()))
        case 1: return (field, .bytes(try take(8)))
        case 2: return (field, .bytes(try take(number())))
        case 5:
            let bits = try take(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            return (field, .single(Float(bitPattern: bits)))
        default: throw damaged
        }
    }
}
