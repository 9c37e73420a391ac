package import Formats
package import System
internal import Workflow

extension Bool: WireCodable {
    func write(to writer: inout WireWriter) { writer.write(byte: self ? 1 : 0) }
    static func read(from reader: inout WireReader) throws -> Bool { try reader.byte() != 0 }
}

extension Int: WireCodable {
    func write(to writer: inout WireWriter) { writer.write(number: self) }
    static func read(from reader: inout WireReader) throws -> Self { try reader.number() }
}

extension UInt64: WireCodable {
    func write(to writer: inout WireWriter) { writer.write(number: self) }
    static func read(from reader: inout WireReader) throws -> Self { try reader.number() }
}

extension Double: WireCodable {
    func write(to writer: inout WireWriter) { writer.write(number: bitPattern) }
    static func read(from reader: inout WireReader) throws -> Double { Double(bitPattern: try reader.number()) }
}

extension String: WireCodable {
    func write(to writer: inout WireWriter) {
        var text = self
        text.withUTF8 { writer.write(text: $0) }
    }
    static func read(from reader: inout WireReader) throws -> Self { try reader.string() }
}

extension WireWriter {
    fileprivate mutating func write(text: UnsafeBufferPointer<UInt8>) {
        write(text.count)
        write(raw: text)
    }
}

extension Optional: WireCodable where Wrapped: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(self != nil)
        if let value = self { writer.write(value) }
    }
    static func read(from reader: inout WireReader) throws -> Self {
        try reader.read(Bool.self) ? reader.read(Wrapped.self) : nil
    }
}

extension Array: WireCodable where Element: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(count)
        for element in self { writer.write(element) }
    }
    static func read(from reader: inout WireReader) throws -> Self {
        let count = try reader.count()
        return try (0..<count).map { _ in try reader.read() }
    }
}

extension Result: WireCodable where Success: WireCodable, Failure: WireCodable {
    func write(to writer: inout WireWriter) {
        switch self {
        case .success(let value):
            writer.write(true)
            writer.write(value)
        case .failure(let error):
            writer.write(false)
            writer.write(error)
        }
    }
    static func read(from reader: inout WireReader) throws -> Self {
        try reader.read(Bool.self) ? .success(reader.read()) : .failure(reader.read())
    }
}

extension Set: WireCodable where Element: WireCodable {
    func write(to writer: inout WireWriter) { writer.write(Array(self)) }
    static func read(from reader: inout WireReader) throws -> Self { Set(try reader.read([Element].self)) }
}

extension JSON: WireCodable {
    func write(to writer: inout WireWriter) { writer.write(Workflow.Value(self)) }
    static func read(from reader: inout WireReader) throws -> JSON {
        guard let json = try reader.read(Workflow.Value.self).json else { throw WireError("a value that is no JSON") }
        return json
    }
}

extension OrderedDictionary: WireCodable where Value: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(count)
        for (key, value) in self {
            writer.write(key)
            writer.write(value)
        }
    }
    static func read(from reader: inout WireReader) throws -> Self {
        var members = Self()
        for _ in 0..<(try reader.count()) {
            let key: String = try reader.read()
            members[key] = try reader.read(Value.self)
        }
        return members
    }
}
