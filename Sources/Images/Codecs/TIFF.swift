package import Formats

/// TIFF files: grey, palettes, colours and CMYK of up to 16 bits a sample, in strips or tiles, plain or packed by
/// PackBits, LZW or deflate; a file's pages are frames.
package struct TIFF: ImageCodec {
    private static let signatures = [
        FileSignature("TIFF", [0x49, 0x49, 0x2a, 0]), FileSignature("TIFF", [0x4d, 0x4d, 0, 0x2a]),
    ]
    private static let mostPages = 10_000
    /// Values of all tags together.
    private static let mostValues = 1 << 22

    package init() {}

    package var name: String { "TIFF" }

    package func recognizes(_ file: UnsafeRawBufferPointer) -> Bool { Self.signatures.contains { $0.marks(file) } }

    /// The pages of the first one's size. A file that is cut off is an error.
    package func decode(
        _ file: [UInt8], limits: DecodingLimits = DecodingLimits()
    ) throws(FormatError) -> DecodedImage {
        guard file.withUnsafeBytes(recognizes) else { throw FormatError(.malformed, "not a TIFF file") }
        var frames: [DecodedImage.Frame] = []
        var next = TIFFDirectory.first(file)
        var seen: Set<Int> = []
        var left = limits
        var budget = Self.mostValues
        while next != 0, seen.insert(next).inserted, seen.count <= Self.mostPages {
            let directory = try TIFFDirectory(file, at: next, budget: &budget)
            let page = try TIFFPage(directory)
            left.pixels -= try left.check(page.width, page.height, of: "TIFF")
            let rgba = TIFFPixels(page, try page.samples(file)).rgba
            let image = PixelImage(width: page.width, height: page.height, channels: 4, bytes: rgba)
            let frame = DecodedImage.Frame(
                rgba: Orientation(page.orientation).upright(image), hasAlpha: page.alpha != .none)
            if frames.isEmpty || (frame.rgba.width, frame.rgba.height) == (frames[0].rgba.width, frames[0].rgba.height)
            {
                frames.append(frame)
            }
            next = directory.next
        }
        guard !frames.isEmpty else { throw FormatError(.malformed, "damaged TIFF: it has no picture") }
        let others = seen.count - frames.count
        return DecodedImage(frames: frames, damage: others == 0 ? nil : "\(others) pages of other sizes are left out")
    }
}
