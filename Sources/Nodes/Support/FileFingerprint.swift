internal import Formats
internal import System
internal import Workflow

/// What tells that a file is another one: its contents.
enum FileFingerprint {
    /// Null for a file that is not there; validation says so.
    static func of(_ path: String?) throws(NodeError) -> JSON {
        guard let path else { return .null }
        return .string(try FileBytes.read(path).withUnsafeBytes(SHA256.hex))
    }

    static func of(_ image: PixelImage) -> JSON {
        .string("\(image.width)x\(image.height)x\(image.channels):" + image.bytes.withUnsafeBytes(SHA256.hex))
    }
}
