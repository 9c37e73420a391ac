@testable internal import Isolation

/// What the other process says, behind a byte that tells which of the two speaks: what is read can be written and read
/// again.
func fuzzWire(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let message = Array(bytes.dropFirst())
    if first & 1 == 0 { pass(message, as: ParentMessage.self) } else { pass(message, as: ChildMessage.self) }
}

private func pass<Message: WireMessage>(_ bytes: [UInt8], as type: Message.Type) {
    let objects = ObjectTable()
    var reader = WireReader(bytes, objects: objects)
    guard let message = try? reader.read(type) else { return }
    var writer = WireWriter(objects)
    writer.write(message)
    // large blocks go beside the bytes
    guard writer.blockByteCount == 0, writer.attachment == nil else { return }
    var again = WireReader(writer.bytes, objects: ObjectTable())
    guard (try? again.read(type)) != nil, again.isAtEnd else { fatalError("written, but not to be read: \(message)") }
}
