/// Recognises image formats by their first bytes, to name in an error what cannot be read.
enum ImageSignature {
    static func requirePNG(_ file: UnsafeRawBufferPointer) throws(FormatError) {
        if begins(file, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) { return }
        guard !file.isEmpty else { throw FormatError(.malformed, "the image file is empty") }
        guard let name = name(file) else { throw FormatError(.malformed, "not an image file of a known format") }
        throw FormatError(.unsupported, "\(name) images are not supported, only PNG")
    }

    private static func name(_ file: UnsafeRawBufferPointer) -> String? {
        if begins(file, [0xff, 0xd8, 0xff]) { return "JPEG" }
        if begins(file, "GIF87a".utf8) || begins(file, "GIF89a".utf8) { return "GIF" }
        if begins(file, "RIFF".utf8) && begins(file, "WEBP".utf8, at: 8) { return "WebP" }
        if begins(file, "BM".utf8) { return "BMP" }
        if begins(file, [0x49, 0x49, 0x2a, 0]) || begins(file, [0x4d, 0x4d, 0, 0x2a]) { return "TIFF" }
        if begins(file, [0x76, 0x2f, 0x31, 0x01]) { return "OpenEXR" }
        if begins(file, [0xff, 0x0a]) || begins(file, [0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20]) { return "JPEG XL" }
        if begins(file, "ftypavif".utf8, at: 4) || begins(file, "ftypavis".utf8, at: 4) { return "AVIF" }
        if begins(file, "ftyphei".utf8, at: 4) || begins(file, "ftypmif1".utf8, at: 4) { return "HEIF" }
        if begins(file, "8BPS".utf8) { return "Photoshop" }
        if begins(file, "#?RADIANCE".utf8) { return "Radiance HDR" }
        if begins(file, [0, 0, 1, 0]) { return "ICO" }
        return nil
    }

    private static func begins(_ file: UnsafeRawBufferPointer, _ mark: some Collection<UInt8>, at offset: Int = 0)
        -> Bool
    {
        file.count >= offset + mark.count && file[offset..<offset + mark.count].elementsEqual(mark)
    }
}
