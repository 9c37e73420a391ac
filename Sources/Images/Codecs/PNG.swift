package import Formats
package import Tensors

/// PNG files, through libpng.
package struct PNG: WritableImageCodec {
    private static let signature = FileSignature("PNG", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

    package init() {}

    package var name: String { "PNG" }
    package var suffix: String { ".png" }

    package func recognizes(_ file: UnsafeRawBufferPointer) -> Bool { Self.signature.marks(file) }

    /// Of a file that is truncated or has a wrong checksum what is there: ComfyUI tries such files again with Pillow's
    /// LOAD_TRUNCATED_IMAGES (node_helpers.py, pillow).
    package func decode(
        _ file: [UInt8], limits: DecodingLimits = DecodingLimits()
    ) throws(FormatError) -> DecodedImage {
        let result = file.withUnsafeBytes { buffer in
            Result { () throws(FormatError) in
                guard recognizes(buffer) else { throw FormatError(.malformed, "not a PNG file") }
                if let animation = try AnimatedPNG.decode(buffer, limits) { return animation }
                do throws(FormatError) {
                    return try PNGDecoder.decode(buffer, limits)
                } catch {
                    guard error.code == .malformed else { throw error }
                    let image = Self.completed(buffer).withUnsafeBytes {
                        try? PNGDecoder.decode($0, limits, damage: error.message)
                    }
                    guard let image else { throw error }
                    return image
                }
            }
        }
        return try result.get()
    }

    /// The file with the length of a chunk that was cut off as far as it goes, and an end: libpng reads a chunk in pieces
    /// and takes nothing of one that is not whole.
    private static func completed(_ file: UnsafeRawBufferPointer) -> [UInt8] {
        var bytes = Array(file)
        // length, kind, body, checksum
        var at = 8
        while bytes.count - at >= 8 {
            let length = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
            let rest = bytes.count - at - 8
            guard length + 4 > rest else {
                at += 12 + length
                continue
            }
            let left = min(length, rest)
            for i in 0..<4 { bytes[at + i] = UInt8(truncatingIfNeeded: left >> (24 - 8 * i)) }
            bytes.removeLast(rest - left)
            bytes += [0, 0, 0, 0]
            at = bytes.count
        }
        return bytes[..<min(at, bytes.count)] + [0, 0, 0, 0] + Array("IEND".utf8) + [0, 0, 0, 0]
    }

    /// `text` goes before the pixels, as Pillow's `PngInfo.add_text` puts it: in tEXt chunks, or iTXt where Latin-1 lacks
    /// a character. Keywords are 1 to 79 characters of Latin-1. `level` is zlib's; ComfyUI saves with 4 and previews
    /// with 1.
    package func encode(
        _ image: PixelImage, text: [(keyword: String, text: String)] = [], level: Int = 4
    ) throws(FormatError) -> [UInt8] {
        try PNGEncoder.encode(image, text: text, level: level)
    }

    /// The same with 16 bits a channel, cut off rather than rounded. image: [1, H, W, C]
    package func encodeDeep(
        _ image: Tensor, text: [(keyword: String, text: String)] = [], level: Int = 4
    ) throws(FormatError) -> [UInt8] {
        let samples = image.withFloats { values in
            values.flatMap { value -> [UInt8] in
                let scaled = 65535 * value
                let number: UInt16 = scaled >= 65535 ? 65535 : scaled > 0 ? UInt16(scaled) : 0
                return [UInt8(number >> 8), UInt8(truncatingIfNeeded: number)]
            }
        }
        return try PNGEncoder.encode(
            samples, width: image.shape[2], height: image.shape[1], channels: image.shape[3], depth: 16, text: text,
            level: level)
    }
}
