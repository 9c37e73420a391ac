package import Formats

/// The formats of image files that are read and written.
package enum ImageCodecs {
    /// The one that pictures are saved in where a node says no other.
    package static let standard: any WritableImageCodec = PNG()

    package static let all: [any ImageCodec] = [standard, JPEG(), WebP(), GIF(), BMP(), TIFF()]

    /// The picture in a file of any of the formats; the error for one of another format names it.
    package static func decode(
        _ file: [UInt8], limits: DecodingLimits = DecodingLimits()
    ) throws(FormatError) -> DecodedImage {
        guard let codec = all.first(where: { file.withUnsafeBytes($0.recognizes) }) else {
            throw file.withUnsafeBytes(refusal)
        }
        return try codec.decode(file, limits: limits)
    }

    /// What a file of an image is called, whether it can be read or not; nil: none that is known.
    package static func name(of file: [UInt8]) -> String? {
        file.withUnsafeBytes { file in
            all.first { $0.recognizes(file) }?.name ?? FileSignature.refused.first { $0.marks(file) }?.name
        }
    }

    private static func refusal(of file: UnsafeRawBufferPointer) -> FormatError {
        guard !file.isEmpty else { return FormatError(.malformed, "the image file is empty") }
        guard let name = FileSignature.refused.first(where: { $0.marks(file) })?.name else {
            return FormatError(.malformed, "not an image file of a known format")
        }
        let names = all.map(\.name).joined(separator: ", ")
        return FormatError(.unsupported, "\(name) images are not supported, only \(names)")
    }
}
