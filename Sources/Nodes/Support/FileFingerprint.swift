internal import Formats
internal import System
internal import Workflow

/// What tells that a file is another one: its contents.
enum FileFingerprint {
    /// Null for a file that is not there; validation says so.
    static func of(_ path: String?) throws(NodeError) -> JSON {
        guard let path else { return .null }
        return .string(try digest(FileBytes.read(path)))
    }

    static func of(_ image: PixelImage) throws(NodeError) -> JSON {
        .string("\(image.width)x\(image.height)x\(image.channels):" + (try digest(image.bytes)))
    }

    private static func digest(_ bytes: [UInt8]) throws(NodeError) -> String {
        var digest = SHA256()
        for start in stride(from: 0, to: bytes.count, by: 1 << 20) {
            if Cancellation.isCurrentRaised { throw .interruption }
            bytes[start..<min(start + (1 << 20), bytes.count)].withUnsafeBytes { digest.update($0) }
        }
        return digest.finish()
    }
}
