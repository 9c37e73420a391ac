internal import CFormats
package import Formats

/// WebP files, through libwebp: lossy, lossless, and animations.
package struct WebP: ImageCodec {
    private static let signature = FileSignature("WebP", Array("WEBP".utf8), at: 8, after: Array("RIFF".utf8))

    package init() {}

    package var name: String { "WebP" }

    package func recognizes(_ file: UnsafeRawBufferPointer) -> Bool { Self.signature.marks(file) }

    package func decode(
        _ file: [UInt8], limits: DecodingLimits = DecodingLimits()
    ) throws(FormatError) -> DecodedImage {
        try file.withUnsafeBufferPointer { buffer in
            Result { () throws(FormatError) in
                guard recognizes(UnsafeRawBufferPointer(buffer)) else {
                    throw FormatError(.malformed, "not a WebP file")
                }
                return try Self.decode(buffer, limits)
            }
        }.get()
    }

    private static func decode(
        _ file: UnsafeBufferPointer<UInt8>, _ limits: DecodingLimits
    ) throws(FormatError) -> DecodedImage {
        _ = CodecCancellation.isInstalled
        var header = cf_webp_header()
        guard cf_webp_read_header(file.baseAddress, file.count, &header) else {
            throw FormatError(.malformed, "damaged WebP: the file is not whole, or not as the format wants it")
        }
        let (width, height, frames) = (Int(header.width), Int(header.height), Int(header.frames))
        let count = try limits.check(width, height, frames: frames, of: "WebP")
        guard let reader = cf_webp_reader_create(file.baseAddress, file.count) else {
            throw FormatError(.malformed, "damaged WebP")
        }
        defer { cf_webp_reader_destroy(reader) }
        let orientation = orientation(file)
        var result: [DecodedImage.Frame] = []
        for _ in 0..<frames {
            guard let pixels = cf_webp_read_frame(reader) else { break }
            let image = PixelImage(
                width: width, height: height, channels: 4,
                bytes: Array(UnsafeBufferPointer(start: pixels, count: 4 * count)))
            result.append(.init(rgba: orientation.upright(image), hasAlpha: header.has_alpha))
        }
        guard !result.isEmpty else { throw FormatError(.malformed, "damaged WebP: its pixels cannot be read") }
        let damage = result.count < frames ? "damaged WebP: frame \(result.count + 1) of \(frames) cannot be read" : nil
        return DecodedImage(frames: result, damage: damage)
    }

    private static func orientation(_ file: UnsafeBufferPointer<UInt8>) -> Orientation {
        func chunk(_ name: String) -> UnsafeRawBufferPointer {
            var chunk = cf_webp_chunk()
            guard cf_webp_read_chunk(file.baseAddress, file.count, name, &chunk) else {
                return .init(start: nil, count: 0)
            }
            return UnsafeRawBufferPointer(start: chunk.data, count: chunk.length)
        }
        return Orientation(
            exif: chunk("EXIF"), text: [(Orientation.xmpKeyword, String(decoding: chunk("XMP "), as: UTF8.self))])
    }
}
