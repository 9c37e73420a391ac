package import Formats

extension PixelImage: WireCodable {
    func write(to writer: inout WireWriter) {
        writer.write(width)
        writer.write(height)
        writer.write(channels)
        let owner = Bytes(bytes)
        owner.bytes.withUnsafeBytes { writer.write(block: $0, owner: owner, isCopied: true) }
    }

    /// Keeps an array's elements where they are.
    private final class Bytes {
        let bytes: [UInt8]
        init(_ bytes: [UInt8]) { self.bytes = bytes }
    }

    static func read(from reader: inout WireReader) throws -> PixelImage {
        let (width, height, channels): (Int, Int, Int) = (try reader.read(), try reader.read(), try reader.read())
        let block = try reader.block()
        let (area, overflow) = width.multipliedReportingOverflow(by: height)
        let (count, beyond) = area.multipliedReportingOverflow(by: channels)
        guard width >= 0, height >= 0, channels >= 0, !overflow, !beyond, count == block.count else {
            throw WireError("an image with too few or too many pixels")
        }
        return PixelImage(width: width, height: height, channels: channels, bytes: try block.copy())
    }
}

/// A file: the receiver gets the sender's memory itself.
extension SharedMemory: WireCodable {
    func write(to writer: inout WireWriter) { writer.write(shared: self) }

    static func read(from reader: inout WireReader) throws -> SharedMemory {
        guard case .shared(let memory, _) = try reader.block() else { throw WireError("a file not shared") }
        return memory
    }
}
