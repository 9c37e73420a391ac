internal import CFormats
internal import Formats

/// Decodes with libpng and converts as Pillow does.
enum PNGDecoder {
    struct Picture {
        /// [height, width, 4], as the file has it.
        let rgba: PixelImage
        let hasAlpha: Bool
        let text: [(keyword: String, text: String)]
        let orientation: Orientation
    }

    static func decode(
        _ file: UnsafeRawBufferPointer, _ limits: DecodingLimits, damage: String? = nil
    ) throws(FormatError) -> DecodedImage {
        let picture = try read(file, limits, damage: damage)
        let frame = DecodedImage.Frame(
            rgba: picture.orientation.upright(picture.rgba), hasAlpha: picture.hasAlpha)
        return DecodedImage(frames: [frame], text: picture.text, damage: damage)
    }

    /// - Parameter damage: what is wrong with the file, if that is known already: then its data are taken as far as they
    ///   go.
    static func read(
        _ file: UnsafeRawBufferPointer, _ limits: DecodingLimits, damage: String? = nil
    ) throws(FormatError) -> Picture {
        _ = CodecCancellation.isInstalled
        guard
            let reader = cf_png_reader_create(
                file.baseAddress!.assumingMemoryBound(to: UInt8.self), file.count, max(limits.textBytes, 1),
                UInt32(clamping: max(limits.texts, 1)), damage != nil)
        else { throw FormatError(.outOfMemory, "out of memory") }
        defer { cf_png_reader_destroy(reader) }

        func malformed() -> FormatError {
            FormatError(.malformed, "damaged PNG: \(String(cString: cf_png_reader_message(reader)))")
        }
        var header = cf_png_header()
        guard cf_png_read_header(reader, &header) else { throw malformed() }
        let width = Int(header.width)
        let height = Int(header.height)
        let count = try limits.check(width, height, of: "PNG")
        // deflate makes at most 1032 bytes of one: a tiny file cannot ask for gigabytes, nor one that lacks nearly all
        let packedBits = Int(header.samples) * Int(header.bit_depth)
        let reach = 1032 * (damage == nil ? 1 : 16)
        guard (width * packedBits + 7) / 8 * height / reach <= file.count else {
            throw FormatError(.malformed, "damaged PNG: the file is truncated")
        }
        let sampleBytes = count * Int(header.samples) * (header.bit_depth == 16 ? 2 : 1)
        var isRead = false
        let samples = [UInt8](unsafeUninitializedCapacity: sampleBytes) { buffer, initialized in
            // rows that are missing are black
            if damage != nil { buffer.initialize(repeating: 0) }
            isRead = cf_png_read_pixels(reader, buffer.baseAddress)
            if isRead { initialized = sampleBytes }
        }
        guard isRead else { throw malformed() }

        let text = readText(reader)
        var length = 0
        let exif = cf_png_exif(reader, &length)
        let orientation = Orientation(
            exif: UnsafeRawBufferPointer(start: exif, count: exif == nil ? 0 : length), text: text)
        let pixels = PNGPixels(header, samples).rgba
        return Picture(
            rgba: PixelImage(width: width, height: height, channels: 4, bytes: pixels),
            hasAlpha: header.samples == 2 || header.samples == 4 || (header.color_type == 3 && header.has_transparency),
            text: text, orientation: orientation)
    }

    private static func readText(_ reader: OpaquePointer) -> [(keyword: String, text: String)] {
        (0..<cf_png_text_count(reader)).map { index in
            let chunk = cf_png_text_at(reader, index)
            let bytes = UnsafeBufferPointer(
                start: UnsafeRawPointer(chunk.text)?.assumingMemoryBound(to: UInt8.self),
                count: chunk.text == nil ? 0 : chunk.length)
            return (latin1(chunk.keyword), chunk.is_utf8 ? String(decoding: bytes, as: UTF8.self) : latin1(bytes))
        }
    }

    private static func latin1(_ text: UnsafePointer<CChar>?) -> String {
        guard let text else { return "" }
        return latin1(UInt8.bytes(of: text))
    }

    private static func latin1(_ bytes: some Sequence<UInt8>) -> String {
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: Array(bytes), as: UTF8.self) }
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(Unicode.Scalar(byte)) }
        return String(text)
    }
}

extension UInt8 {
    /// The bytes of a C string, without the zero.
    fileprivate static func bytes(of text: UnsafePointer<CChar>) -> some Sequence<UInt8> {
        sequence(state: text) { at in
            guard at.pointee != 0 else { return nil }
            defer { at += 1 }
            return UInt8(bitPattern: at.pointee)
        }
    }
}
