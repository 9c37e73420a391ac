internal import CFormats
internal import Formats
internal import Glibc

enum PNGEncoder {
    static func encode(
        _ image: PixelImage, text: [(keyword: String, text: String)], level: Int
    ) throws(FormatError) -> [UInt8] {
        try encode(
            image.bytes, width: image.width, height: image.height, channels: image.channels, depth: 8, text: text,
            level: level)
    }

    /// samples: [height, width, channels] of 8 bits, or of 16 with the high ones first.
    static func encode(
        _ samples: [UInt8], width: Int, height: Int, channels: Int, depth: Int,
        text: [(keyword: String, text: String)], level: Int
    ) throws(FormatError) -> [UInt8] {
        _ = CodecCancellation.isInstalled
        guard let columns = UInt32(exactly: width), let rows = UInt32(exactly: height), columns > 0, rows > 0,
            [1, 3, 4].contains(channels), (0...9).contains(level)
        else {
            throw FormatError(
                .unsupported, "cannot write a PNG of \(width)x\(height) with \(channels) channels at level \(level)")
        }
        var bodies: [(type: String, data: [UInt8])] = []
        for (keyword, text) in text { bodies.append(try chunk(keyword, text)) }

        // one block of memory behind all chunks, so that no pointer outlives its scope
        let data = bodies.flatMap(\.data)
        var message = [CChar](repeating: 0, count: Int(COMFY_PNG_MESSAGE_SIZE))
        var length = 0
        let file = data.withUnsafeBufferPointer { data in
            var chunks: [cf_png_chunk] = []
            var offset = 0
            for body in bodies {
                var chunk = cf_png_chunk()
                withUnsafeMutableBytes(of: &chunk.type) { $0.copyBytes(from: body.type.utf8) }
                if let start = data.baseAddress { chunk.data = start + offset }
                chunk.length = body.data.count
                offset += body.data.count
                chunks.append(chunk)
            }
            return samples.withUnsafeBufferPointer { pixels in
                cf_png_encode(
                    pixels.baseAddress, columns, rows, Int32(channels), Int32(depth), Int32(level), chunks,
                    chunks.count,
                    &length,
                    &message)
            }
        }
        guard let file else {
            let reason = String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            throw FormatError(.io, "cannot write a PNG: \(reason)")
        }
        defer { free(file) }
        return Array(UnsafeBufferPointer(start: file, count: length))
    }

    private static func chunk(_ keyword: String, _ text: String) throws(FormatError) -> (type: String, data: [UInt8]) {
        guard let name = latin1(keyword), (1...79).contains(name.count), !name.contains(0) else {
            throw FormatError(
                .unsupported, "a PNG text's keyword has 1 to 79 characters of Latin-1, unlike “\(keyword)”")
        }
        guard !text.utf8.contains(0) else {
            throw FormatError(.unsupported, "the PNG text “\(keyword)” holds a zero character")
        }
        guard text.utf8.count < Int(Int32.max) - 100 else {
            throw FormatError(.tooLarge, "the PNG text “\(keyword)” is too long")
        }
        if let text = latin1(text) { return ("tEXt", name + [0] + text) }
        // not compressed, language and translated keyword empty
        return ("iTXt", name + [0, 0, 0, 0, 0] + Array(text.utf8))
    }

    private static func latin1(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
