internal import Formats
internal import System
internal import Workflow

extension Bool: WireCodable {
    func write(to writer: inout WireWriter) { writer.write(byte: self ? 1 : 0) }
    init(from reader: inout WireReader) throws { self = try reader.byte() != 0 }
}

extension Int: WireCodable {
    func write(to writer: inout WireWriter) { writer.write(number: self) }
    init(from reader: inout WireReader) throws { self = try reader.number() }
}

extension UInt64: WireCodable {
    func write(to writer: inout WireWriter) { writer.write(number: self) }
    init(from reader: inout WireReader) throws { self = try reader.number() }
}

extension Double: WireCodable {
    func write(to writer: inout WireWriter) { writer.write(number: bitPattern) }
    init(from reader: inout WireReader) throws { self.init(bitPattern: try reader.number()) }
}

extension String: WireCodable {
    func write(to writer: inout WireWriter) {
        var text = self
        text.withUTF8 { writer.write(text: $0) }
    }
    init(from reader: inout WireReader) throws { self = try reader.string() }
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
    init(from reader: inout WireReader) throws { self = try reader.read(Bool.self) ? reader.read(Wrapped.self) : nil }
}

extension Array: WireCodable where Element: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(count)
        for element in self { writer.write(element) }
    }
    init(from reader: inout WireReader) throws {
        let count = try reader.count()
        self = try (0..<count).map { _ in try reader.read() }
    }
}

extension Set: WireCodable where Element: WireCodable {
    func write(to writer: inout WireWriter) { writer.write(Array(self)) }
    init(from reader: inout WireReader) throws { self = Set(try reader.read([Element].self)) }
}

extension JSON: WireCodable {
    func write(to writer: inout WireWriter) { writer.write(Workflow.Value(self)) }
    init(from reader: inout WireReader) throws {
        guard let json = try reader.read(Workflow.Value.self).json else { throw WireError("a value that is no JSON") }
        self = json
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
    init(from reader: inout WireReader) throws {
        self.init()
        for _ in 0..<(try reader.count()) {
            let key: String = try reader.read()
            self[key] = try reader.read(Value.self)
        }
    }
}
