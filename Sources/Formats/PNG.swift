/// PNG files, through libpng.
package enum PNG {
    /// What a file may cost.
    package struct Limits: Sendable {
        /// Width times height. The default is where Pillow refuses an image as a decompression bomb.
        package var pixels: Int
        /// Bytes of all texts together, decompressed, as in Pillow. What is beyond is left out.
        package var chunkBytes: Int
        /// Texts of a file. More are left out.
        package var chunks: Int

        package init(pixels: Int = 178_956_970, chunkBytes: Int = 64 << 20, chunks: Int = 1000) {
            self.pixels = pixels
            self.chunkBytes = chunkBytes
            self.chunks = chunks
        }
    }

    /// The first frame of a PNG file. Of one that is truncated or has a wrong checksum what is there, which the result
    /// tells: ComfyUI tries such files again with Pillow's LOAD_TRUNCATED_IMAGES (node_helpers.py, pillow).
    package static func decode(_ bytes: [UInt8], limits: Limits = Limits()) throws(FormatError) -> DecodedImage {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(FormatError) in
                do throws(FormatError) {
                    return try PNGDecoder.decode(buffer, limits)
                } catch {
                    guard error.code == .malformed else { throw error }
                    let image = completed(buffer).withUnsafeBytes {
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

    /// A PNG file. `text` goes before the pixels, as Pillow's `PngInfo.add_text` puts it: in tEXt chunks, or iTXt
    /// where Latin-1 lacks a character. Keywords are 1 to 79 characters of Latin-1. `level` 0...9 is zlib's;
    /// ComfyUI saves with 4 and previews with 1.
    package static func encode(
        _ image: PixelImage, text: [(keyword: String, text: String)] = [], level: Int = 4
    ) throws(FormatError) -> [UInt8] {
        try PNGEncoder.encode(image, text: text, level: level)
    }
}
