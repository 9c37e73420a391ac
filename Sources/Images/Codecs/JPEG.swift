internal import CFormats
package import Formats

/// JPEG files, through libjpeg-turbo: grey, colours, CMYK, in one scan or several.
package struct JPEG: ImageCodec {
    private static let signature = FileSignature("JPEG", [0xff, 0xd8, 0xff])

    package init() {}

    package var name: String { "JPEG" }

    package func recognizes(_ file: UnsafeRawBufferPointer) -> Bool { Self.signature.marks(file) }

    /// Of a file that is truncated what is there: ComfyUI tries such files again with Pillow's LOAD_TRUNCATED_IMAGES.
    package func decode(
        _ file: [UInt8], limits: DecodingLimits = DecodingLimits()
    ) throws(FormatError) -> DecodedImage {
        try file.withUnsafeBytes { buffer in
            Result { () throws(FormatError) in
                guard recognizes(buffer) else { throw FormatError(.malformed, "not a JPEG file") }
                return try Self.decode(buffer, limits)
            }
        }.get()
    }

    private static func decode(
        _ file: UnsafeRawBufferPointer, _ limits: DecodingLimits
    ) throws(FormatError) -> DecodedImage {
        // coefficients of 16 bits of up to four components, and what libjpeg wants besides
        _ = CodecCancellation.isInstalled
        let memory = limits.pixels.multipliedReportingOverflow(by: 10)
        guard
            let reader = cf_jpeg_reader_create(
                file.baseAddress!.assumingMemoryBound(to: UInt8.self), file.count,
                memory.overflow ? Int.max : memory.partialValue + 1 << 22)
        else { throw FormatError(.outOfMemory, "out of memory") }
        defer { cf_jpeg_reader_destroy(reader) }
        func malformed() -> FormatError {
            FormatError(.malformed, "damaged JPEG: \(String(cString: cf_jpeg_reader_message(reader)))")
        }
        var header = cf_jpeg_header()
        guard cf_jpeg_read_header(reader, &header) else { throw malformed() }
        let (width, height) = (Int(header.width), Int(header.height))
        let count = try limits.check(width, height, of: "JPEG")
        guard [1, 3, 4].contains(header.components) else {
            throw FormatError(.unsupported, "JPEG of \(header.components) components")
        }
        // a block of 64 pixels takes a bit at least: a tiny file that asks for gigabytes lacks nearly all of them
        guard count / 512 / 16 <= file.count else {
            throw FormatError(.malformed, "damaged JPEG: the file is truncated")
        }
        var rows: UInt32 = 0
        var isRead = false
        var pixels = [UInt8](unsafeUninitializedCapacity: 4 * count) { buffer, initialized in
            buffer.initialize(repeating: 0)
            isRead = cf_jpeg_read_pixels(reader, buffer.baseAddress, &rows)
            initialized = 4 * count
        }
        guard isRead else { throw malformed() }
        if header.components == 4 { convertInks(&pixels) }
        let isWhole = rows == header.height
        // rows that are missing are black, not transparent
        if !isWhole { for alpha in stride(from: 3, to: pixels.count, by: 4) { pixels[alpha] = 255 } }

        let image = PixelImage(width: width, height: height, channels: 4, bytes: pixels)
        return DecodedImage(
            frames: [.init(rgba: orientation(reader).upright(image), hasAlpha: false)],
            damage: isWhole ? nil : "damaged JPEG: the file is truncated")
    }

    /// From CMYK, which files hold inverted, as Pillow converts it: without a profile.
    private static func convertInks(_ pixels: inout [UInt8]) {
        pixels.withUnsafeMutableBufferPointer { pixels in
            for at in stride(from: 0, to: pixels.count, by: 4) {
                let white = Int(pixels[at + 3])
                for c in at..<at + 3 {
                    let product = (255 - Int(pixels[c])) * white + 128
                    pixels[c] = UInt8(clamping: white - ((product >> 8) + product) >> 8)
                }
                pixels[at + 3] = 255
            }
        }
    }

    private static func orientation(_ reader: OpaquePointer) -> Orientation {
        let adobe = Array("http://ns.adobe.com/xap/1.0/\0".utf8)
        var exif: [UInt8] = []
        var text: [(String, String)] = []
        for index in 0..<cf_jpeg_marker_count(reader) {
            var length = 0
            let start = cf_jpeg_marker_at(reader, index, &length)
            let marker = UnsafeBufferPointer(start: start, count: length)
            if marker.starts(with: "Exif\0\0".utf8) {
                exif += marker.dropFirst(6)
            } else if marker.starts(with: adobe) {
                text.append((Orientation.xmpKeyword, String(decoding: marker.dropFirst(adobe.count), as: UTF8.self)))
            }
        }
        return exif.withUnsafeBytes { Orientation(exif: $0, text: text) }
    }
}
