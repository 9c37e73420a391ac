/// Puts a message together: its bytes, and what goes beside them through shared memory.
struct WireWriter {
    /// Bytes from which on a block goes through shared memory: below, a descriptor costs more than the copy.
    static let sharedThreshold = 16 << 10
    /// How deep values may lie in each other.
    static let maximumDepth = 512

    let objects: ObjectTable
    private(set) var bytes: [UInt8] = []
    /// The blocks for shared memory, and who owns them.
    private(set) var blocks: [(bytes: UnsafeRawBufferPointer, owner: AnyObject)] = []
    private(set) var blockByteCount = 0
    /// Whether the receiver copies all of them as they come, so that their memory may be used again at once.
    private(set) var blocksAreCopied = true
    /// Shared memory that was there before, in place of `blocks`.
    private(set) var attachment: SharedMemory?

    init(_ objects: ObjectTable) { self.objects = objects }

    mutating func write(byte: UInt8) { bytes.append(byte) }

    mutating func write(raw: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: raw) }

    mutating func write<Number: FixedWidthInteger>(number value: Number) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A block of memory that `owner` keeps where it is. `isCopied`: whether the receiver copies it in any case.
    mutating func write(block: UnsafeRawBufferPointer, owner: AnyObject, isCopied: Bool = false) {
        let isShared = block.count >= Self.sharedThreshold
        write(isShared)
        write(block.count)
        if isShared {
            write(blockByteCount)
            blocks.append((block, owner))
            if !isCopied { blocksAreCopied = false }
            blockByteCount += SharedMemory.aligned(block.count)
        } else {
            bytes.append(contentsOf: block)
        }
    }

    /// A block that has been written to shared memory already: the only one of its message.
    mutating func write(shared memory: SharedMemory) {
        precondition(blocks.isEmpty && attachment == nil)
        write(true)
        write(memory.byteCount)
        write(0)
        attachment = memory
    }

    mutating func write(_ value: some WireCodable) { value.write(to: &self) }
}
