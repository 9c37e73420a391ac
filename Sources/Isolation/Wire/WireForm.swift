internal import Workflow

/// What a value is made of on the wire: how it is taken apart and how it is put together again. Each field is named
/// once, so the two directions cannot drift apart.
struct WireForm<Value: Sendable>: Sendable {
    /// Writes a value, behind a tag if there is one; false if the value is not of this form.
    fileprivate let write: @Sendable (_ value: Value, _ tag: UInt8?, inout WireWriter) -> Bool
    fileprivate let read: @Sendable (inout WireReader) throws -> Value

    private init(
        write: @escaping @Sendable (Value, UInt8?, inout WireWriter) -> Bool,
        read: @escaping @Sendable (inout WireReader) throws -> Value
    ) {
        self.write = write
        self.read = read
    }

    /// The form of all values of a type.
    ///
    /// - Parameters:
    ///   - make: puts the fields together.
    ///   - fields: a value's, as `make` takes them.
    static func record<each Field: WireCodable>(
        _ make: @escaping @Sendable (repeat each Field) throws -> Value,
        _ fields: @escaping @Sendable (Value) -> (repeat each Field)
    ) -> WireForm {
        WireForm(
            write: { value, _, writer in
                let fields = fields(value)
                repeat writer.write(each fields)
                return true
            }, read: { reader in try make(repeat try reader.read((each Field).self)) })
    }

    /// The form of a case.
    ///
    /// - Parameters:
    ///   - make: puts the fields together.
    ///   - fields: a value's, as `make` takes them; nil if the value is of another case.
    init<each Field: WireCodable>(
        _ make: @escaping @Sendable (repeat each Field) throws -> Value,
        _ fields: @escaping @Sendable (Value) -> (repeat each Field)?
    ) {
        write = { value, tag, writer in
            guard let fields = fields(value) else { return false }
            if let tag { writer.write(byte: tag) }
            repeat writer.write(each fields)
            return true
        }
        read = { reader in try make(repeat try reader.read((each Field).self)) }
    }

    /// The form of a case that has no fields.
    init(_ value: Value, _ isCase: @escaping @Sendable (Value) -> Bool) {
        self.init({ value }, { isCase($0) ? () : nil })
    }
}

/// A type whose values all have the same fields.
protocol WireRecord: WireCodable, Sendable {
    static var wire: WireForm<Self> { get }
}

extension WireRecord {
    func write(to writer: inout WireWriter) {
        let isWritten = Self.wire.write(self, nil, &writer)
        precondition(isWritten, "a record has a form")
    }
    static func read(from reader: inout WireReader) throws -> Self { try wire.read(&reader) }
}

/// A type of several cases, each with fields of its own. On the wire a case is its place in the list.
protocol WireChoice: WireCodable, Sendable {
    static var wire: [WireForm<Self>] { get }
}

extension WireChoice {
    func write(to writer: inout WireWriter) {
        for (tag, form) in Self.wire.enumerated() where form.write(self, UInt8(tag), &writer) { return }
        preconditionFailure("every case has a form")
    }
    static func read(from reader: inout WireReader) throws -> Self {
        let tag = Int(try reader.byte())
        guard wire.indices.contains(tag) else { throw WireError("a \(Self.self) of kind \(tag)") }
        return try wire[tag].read(&reader)
    }
}
