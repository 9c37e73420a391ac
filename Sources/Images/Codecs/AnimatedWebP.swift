internal import CFormats
package import Formats
internal import Glibc

/// Writes animations as WebP, as Pillow does.
package struct AnimatedWebP {
    package let lossless: Bool
    /// 0...100; of lossless files how much time they may take.
    package let quality: Int
    /// 0 (fast) to 6 (small).
    package let method: Int

    package init(lossless: Bool, quality: Int, method: Int) {
        self.lossless = lossless
        self.quality = quality
        self.method = method
    }

    /// - Parameters:
    ///   - frames: of one size, each shown for so many milliseconds.
    ///   - exif: a TIFF structure; none if it is empty.
    package func encode(_ frames: [PixelImage], milliseconds: Int, exif: [UInt8]) throws(FormatError) -> [UInt8] {
        guard let first = frames.first, (1...16383).contains(first.width), (1...16383).contains(first.height),
            frames.allSatisfy({ $0.width == first.width && $0.height == first.height && $0.channels == first.channels })
        else { throw FormatError(.unsupported, "WebP takes pictures of one size and of up to 16383 pixels a side") }
        guard (0...(Int(Int32.max) / (frames.count + 1))).contains(milliseconds) else {
            throw FormatError(.unsupported, "\(frames.count) frames of \(milliseconds) ms are too long")
        }
        _ = CodecCancellation.isInstalled
        guard
            let writer = cf_webp_writer_create(
                Int32(first.width), Int32(first.height), lossless, Float(quality), Int32(method))
        else { throw FormatError(.io, "cannot write a WebP of \(first.width)x\(first.height)") }
        defer { cf_webp_writer_destroy(writer) }
        for (index, frame) in frames.enumerated() {
            let pixels = frame.channels == 1 ? frame.rgba : frame
            guard cf_webp_write_frame(writer, pixels.bytes, Int32(pixels.channels), Int32(index * milliseconds)) else {
                throw FormatError(.io, "cannot write frame \(index + 1) of a WebP")
            }
        }
        var length = 0
        guard
            let file = cf_webp_writer_finish(
                writer, Int32(frames.count * milliseconds), exif, exif.count, &length)
        else { throw FormatError(.io, "cannot write a WebP") }
        defer { free(file) }
        return Array(UnsafeBufferPointer(start: file, count: length))
    }
}
