internal import CIsolation
internal import Configuration
internal import Glibc
internal import System
internal import Tensors
internal import Workflow

/// A message of one direction.
protocol WireMessage: WireChoice {}

/// One end of the socket between a parent and its child: frames out from any thread, frames in on one.
///
/// A frame is a header (a mark, the number of a buffer, the number of bytes, the number of bytes of shared memory), the
/// numbers of the objects that its sender no longer uses, and a message. Its large blocks are in shared memory: tensors
/// and files, which the receiver may keep, in memory of their own that is sealed and whose descriptor comes with the
/// header; images in one of a few buffers, whose descriptor comes with the first message that uses it.
///
/// Nobody writes to the socket while he holds a lock that the reading thread takes, so the two sides never wait for
/// each other: each goes on reading whatever the other does.
final class Connection: Sendable {
    /// The version of all that goes over the socket. Both ends also have to be of one version of the library.
    static let protocolVersion = 2

    private static let mark: UInt32 = 0x3177_6d63
    private static let headerSize = 24
    private static let maximumByteCount = 1 << 30

    let objects = ObjectTable()
    private let socket: Int32
    /// Whether somebody is sending. No lock, so that others can see it and give up.
    private let isSending = Monitor(false)
    /// Ours, and the other process's.
    private let buffers = Monitor((own: SharedBuffers(), others: SharedBuffers()))

    /// Takes over the socket.
    init(socket: Int32) { self.socket = socket }

    deinit { close(socket) }

    /// Ends the stream in both directions; whoever sends or receives notices.
    func shut() { _ = shutdown(socket, Int32(SHUT_RDWR)) }

    // MARK: Sending

    enum Failure: Error {
        /// The other process is gone, or has not read for too long.
        case lost
        /// This process cannot share the message's memory.
        case refused(EngineError)
    }

    func send(_ message: some WireMessage) throws(Failure) {
        _ = isSending.wait { isSending -> Void? in
            guard !isSending else { return nil }
            isSending = true
            return ()
        }
        defer { isSending.update { $0 = false } }
        try transmit(message, waits: true)
    }

    /// The same for messages that may as well be left out: if somebody else sends, or the other process does not read,
    /// nothing happens.
    func sendIfIdle(_ message: some WireMessage) {
        let isMine = isSending.withLock { isSending in
            defer { isSending = true }
            return !isSending
        }
        guard isMine else { return }
        defer { isSending.update { $0 = false } }
        try? transmit(message, waits: false)
    }

    private func transmit(_ message: some WireMessage, waits: Bool) throws(Failure) {
        var writer = WireWriter(objects)
        if waits { writer.write(objects.takeReleased()) } else { writer.write([UInt64]()) }
        writer.write(message)
        guard writer.bytes.count <= Self.maximumByteCount else {
            throw .refused(EngineError(.outOfResources, "a message of \(writer.bytes.count) bytes"))
        }
        let shared: Attachment
        do throws(EngineError) {
            shared = try attachment(writer)
        } catch {
            throw .refused(error)
        }
        var header = WireWriter(objects)
        header.write(number: Self.mark)
        header.write(number: shared.buffer)
        header.write(writer.bytes.count)
        header.write(shared.byteCount)
        let status = ci_socket_send(
            socket, header.bytes, header.bytes.count, writer.bytes, writer.bytes.count, shared.descriptor,
            waits ? 1 : 0)
        // Whoever owns the blocks, and the shared memory, has kept them until here.
        withExtendedLifetime((writer, shared)) {}
        if status != 0 { throw .lost }
    }

    /// What goes beside a message.
    private struct Attachment {
        var byteCount = 0
        /// Negative: none, or one that the other process has.
        var descriptor: Int32 = -1
        /// 0: none.
        var buffer: UInt32 = 0
        var owner: AnyObject?

        init() {}

        init(_ memory: SharedMemory) {
            byteCount = memory.byteCount
            descriptor = memory.descriptor
            owner = memory
        }
    }

    private func attachment(_ writer: WireWriter) throws(EngineError) -> Attachment {
        if let memory = writer.attachment { return Attachment(memory) }
        guard !writer.blocks.isEmpty else { return Attachment() }
        let parts = writer.blocks.map(\.bytes)
        // Only who sends takes one, so none is taken twice.
        guard writer.blocksAreCopied,
            let (number, buffer, isNew) = buffers.withLock({ $0.own.take(writer.blockByteCount) })
        else { return Attachment(try SharedMemory(copying: parts)) }
        buffer.lend(parts)
        var attachment = Attachment()
        attachment.byteCount = writer.blockByteCount
        attachment.descriptor = isNew ? buffer.descriptor : -1
        attachment.buffer = number
        attachment.owner = buffer
        return attachment
    }

    // MARK: Receiving

    /// The next message, and the objects that the other process has let go of since the one before; nil at the end of the
    /// stream.
    func receive<Message: WireMessage>(
        _ type: Message.Type
    ) throws -> (message: Message, released: [any EngineObject])? {
        guard let (header, descriptor) = try bytes(Self.headerSize) else { return nil }
        var reader = WireReader(header, objects: objects)
        let (mark, number): (UInt32, UInt32) = (try reader.number(), try reader.number())
        let (count, sharedCount): (Int, Int) = (try reader.number(), try reader.number())
        guard mark == Self.mark, (0...Self.maximumByteCount).contains(count), sharedCount >= 0,
            number != 0 || (sharedCount > 0) == (descriptor >= 0)
        else {
            if descriptor >= 0 { close(descriptor) }
            throw WireError("no frame of a worker's protocol")
        }
        var shared: WireReader.Shared?
        var buffer: SharedBuffer?
        defer { buffer?.giveBack() }
        if number != 0 {
            let lent = try buffers.withLock { buffers throws(WireError) in
                try buffers.others.received(number, descriptor >= 0 ? descriptor : nil, sharedCount)
            }
            buffer = lent
            shared = .lent(lent.content(sharedCount))
        } else if sharedCount > 0 {
            shared = .memory(try SharedMemory(received: descriptor, byteCount: sharedCount))
        }
        guard let (body, stray) = try bytes(count) else { return nil }
        if stray >= 0 { close(stray) }
        var content = WireReader(body, shared: shared, objects: objects)
        let released: [UInt64] = try content.read()
        let message: Message = try content.read()
        // Afterwards: the message may still name one of them.
        return (message, objects.release(released))
    }

    /// So many bytes and the descriptor that came with them; nil at the end of the stream.
    private func bytes(_ count: Int) throws(WireError) -> ([UInt8], Int32)? {
        var descriptor: Int32 = -1
        var status: Int32 = 0
        let bytes = try WireError.bytes(count) { buffer, filled in
            status = ci_socket_receive(socket, buffer.baseAddress, count, &descriptor)
            filled = status == 0 ? count : 0
        }
        if status == 0 { return (bytes, descriptor) }
        if descriptor >= 0 { close(descriptor) }
        // A connection that breaks is one that ends.
        return nil
    }

    // MARK: Greeting

    private static let greetingSize = 128
    private static let greetingStart = "comfy-worker protocol "

    /// The first thing that a child says, in a form that no version will change.
    func sendGreeting() {
        var text = Array("\(Self.greetingStart)\(Self.protocolVersion) version \(BuildInfo.version)".utf8)
        text += Array(repeating: 0, count: Self.greetingSize - text.count)
        _ = ci_socket_send(socket, text, text.count, nil, 0, -1, 1)
    }

    /// Waits for a child's greeting; nil if none comes, else what is wrong with it, or "" if it is fine.
    func receiveGreeting(timeoutMilliseconds: Int) -> String? {
        func limit(_ milliseconds: Int) {
            var time = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        }
        limit(timeoutMilliseconds)
        defer { limit(0) }
        guard let (bytes, stray) = try? bytes(Self.greetingSize) else { return nil }
        if stray >= 0 { close(stray) }
        let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        guard text.hasPrefix(Self.greetingStart) else { return "is no comfy-worker" }
        let own = "\(Self.greetingStart)\(Self.protocolVersion) version \(BuildInfo.version)"
        guard text != own else { return "" }
        return "is of another version: it says '\(text)', this library '\(own)'"
    }
}
