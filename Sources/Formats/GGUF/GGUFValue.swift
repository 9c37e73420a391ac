/// A value of a GGUF file's metadata.
enum GGUFValue: Sendable {
    case integer(Int)
    /// One that an `Int` cannot hold.
    case large(UInt64)
    case number(Double)
    case flag(Bool)
    case text(String)
    /// Where its items lie, and how many of which type there are: read when they are asked for.
    case list(GGUFType, count: Int, start: Int)

    /// Of anything but a list.
    var described: String? {
        switch self {
        case .integer(let value): String(value)
        case .large(let value): String(value)
        case .number(let value): String(value)
        case .flag(let value): String(value)
        case .text(let text): text
        case .list: nil
        }
    }

    var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .large(let value): Double(value)
        case .number(let value): value
        case .flag(let value): value ? 1 : 0
        case .text, .list: nil
        }
    }
}

/// The types of metadata (ggml's docs/gguf.md).
enum GGUFType: UInt32, Sendable {
    case u8, i8, u16, i16, u32, i32, f32, bool, string, array, u64, i64, f64

    /// Bytes of a value; nil where they vary.
    var size: Int? {
        switch self {
        case .u8, .i8, .bool: 1
        case .u16, .i16: 2
        case .u32, .i32, .f32: 4
        case .u64, .i64, .f64: 8
        case .string, .array: nil
        }
    }
}

extension ByteCursor {
    mutating func ggufText() throws(FormatError) -> String {
        String(decoding: try take(try size(UInt64.self)), as: UTF8.self)
    }

    mutating func ggufType() throws(FormatError) -> GGUFType {
        let number = try number(UInt32.self)
        guard let type = GGUFType(rawValue: number) else {
            throw FormatError(.malformed, "metadata of the type \(number), which does not exist")
        }
        return type
    }

    /// - Parameter depth: of lists in lists.
    mutating func ggufValue(_ type: GGUFType, depth: Int = 0) throws(FormatError) -> GGUFValue {
        switch type {
        case .u8: return .integer(Int(try number(UInt8.self)))
        case .i8: return .integer(Int(try number(Int8.self)))
        case .u16: return .integer(Int(try number(UInt16.self)))
        case .i16: return .integer(Int(try number(Int16.self)))
        case .u32: return .integer(Int(try number(UInt32.self)))
        case .i32: return .integer(Int(try number(Int32.self)))
        case .i64: return .integer(Int(try number(Int64.self)))
        case .u64:
            let value = try number(UInt64.self)
            return Int(exactly: value).map { .integer($0) } ?? .large(value)
        case .f32: return .number(Double(Float(bitPattern: try number(UInt32.self))))
        case .f64: return .number(Double(bitPattern: try number(UInt64.self)))
        case .bool: return .flag(try number(UInt8.self) != 0)
        case .string: return .text(try ggufText())
        case .array:
            guard depth < 4 else { throw FormatError(.malformed, "metadata of lists in lists without end") }
            let (items, count) = (try ggufType(), try size(UInt64.self))
            let start = position
            if let size = items.size {
                let byteCount = count.multipliedReportingOverflow(by: size)
                guard !byteCount.overflow else { throw FormatError(.malformed, "truncated") }
                try skip(byteCount.partialValue)
            } else {
                // each takes eight bytes at least, so that their number is bounded by the file
                guard count <= remaining / 8 else { throw FormatError(.malformed, "truncated") }
                for _ in 0..<count { _ = try ggufValue(items, depth: depth + 1) }
            }
            return .list(items, count: count, start: start)
        }
    }
}
