/// What an image file may cost.
package struct DecodingLimits: Sendable {
    /// Width times height. The default is where Pillow refuses an image as a decompression bomb.
    package var pixels: Int
    /// Bytes of all texts together, decompressed, as in Pillow. What is beyond is left out.
    package var textBytes: Int
    /// Texts of a file. More are left out.
    package var texts: Int

    package init(pixels: Int = 178_956_970, textBytes: Int = 64 << 20, texts: Int = 1000) {
        self.pixels = pixels
        self.textBytes = textBytes
        self.texts = texts
    }
}
