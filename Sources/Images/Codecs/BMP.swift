package import Formats

/// Windows' bitmaps as Pillow reads them: palettes, 15 to 32 bits a pixel, run lengths.
package struct BMP: ImageCodec {
    private static let signature = FileSignature("BMP", Array("BM".utf8))

    package init() {}

    package var name: String { "BMP" }

    package func recognizes(_ file: UnsafeRawBufferPointer) -> Bool { Self.signature.marks(file) }

    package func decode(
        _ file: [UInt8], limits: DecodingLimits = DecodingLimits()
    ) throws(FormatError) -> DecodedImage {
        guard file.withUnsafeBytes(recognizes) else { throw FormatError(.malformed, "not a BMP file") }
        let header = try BMPHeader(file)
        let count = try limits.check(header.width, header.height, of: "BMP")
        var pixels = [UInt8](repeating: 0, count: 4 * count)
        var damage: String?
        let reader = BMPPixels(header)
        let stride = (header.width * header.bits + 31) / 32 * 4
        let runs = header.compression.isRunLengths ? reader.runs(file[min(header.offset, file.count)...]) : nil
        for row in 0..<header.height {
            try CodecCancellation.check()
            let target = header.isTopDown ? row : header.height - 1 - row
            let at = 4 * target * header.width
            if let runs {
                reader.read(runs[(row * header.width)..<((row + 1) * header.width)], into: &pixels, at: at)
                continue
            }
            let (start, overflow) = header.offset.addingReportingOverflow(row * stride)
            // the last row may lack what fills it up
            let needed = (header.width * header.bits + 7) / 8
            guard !overflow, start <= file.count - needed else {
                damage = "damaged BMP: the file is truncated"
                for alpha in Swift.stride(from: at + 3, to: at + 4 * header.width, by: 4) { pixels[alpha] = 255 }
                continue
            }
            reader.read(row: file[start..<(start + needed)], into: &pixels, at: at)
        }
        let image = PixelImage(width: header.width, height: header.height, channels: 4, bytes: pixels)
        return DecodedImage(frames: [.init(rgba: image, hasAlpha: header.hasAlpha)], damage: damage)
    }
}
