/// What a message may be made of.
protocol WireCodable: SendableMetatype {
    func write(to writer: inout WireWriter)
    static func read(from reader: inout WireReader) throws -> Self
}

extension WireCodable where Self: RawRepresentable, RawValue: WireCodable {
    func write(to writer: inout WireWriter) { writer.write(rawValue) }
    static func read(from reader: inout WireReader) throws -> Self {
        let raw: RawValue = try reader.read()
        guard let value = Self(rawValue: raw) else { throw WireError("no \(Self.self) is \(raw)") }
        return value
    }
}
