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

    /// The first frame of a PNG file, all of it checked: truncated and corrupt files are errors.
    package static func decode(_ bytes: [UInt8], limits: Limits = Limits()) throws(FormatError) -> DecodedImage {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(FormatError) in try PNGDecoder.decode(buffer, limits) }
        }
        return try result.get()
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
