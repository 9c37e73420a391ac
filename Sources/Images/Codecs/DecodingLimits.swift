internal import Formats
internal import Tensors

/// What an image file may cost.
package struct DecodingLimits: Sendable {
    /// Width times height, of all frames together. The default is where Pillow refuses an image as a decompression bomb.
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

    /// The pixels of a frame, if so many frames of that size may be decoded.
    func check(
        _ width: Int, _ height: Int, frames: Int = 1, of format: String
    ) throws(FormatError) -> Int {
        guard width > 0, height > 0, frames > 0 else {
            throw FormatError(.malformed, "damaged \(format): \(width)x\(height) pixels")
        }
        let (count, overflow) = width.multipliedReportingOverflow(by: height)
        let (all, overflows) = count.multipliedReportingOverflow(by: frames)
        guard !overflow, !overflows, all <= pixels else {
            throw FormatError(
                .tooLarge,
                "\(format) of \(width)x\(height) pixels\(frames > 1 ? " and \(frames) frames" : "") is over the limit of "
                    + "\(pixels) pixels")
        }
        // what the file holds, what it becomes and that upright, of one frame; each frame's result
        try FormatError.allocating { try TensorMemory.check(16 * count + 4 * all) }
        return count
    }
}
