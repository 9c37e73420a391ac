/// The texts in the EXIF data of JPEG and WebP files, read without their pixels.
package enum ExifTexts {
    /// The texts of the first directory; nil if the file is neither JPEG nor WebP.
    package static func read(_ file: [UInt8]) -> [String]? {
        if file.starts(with: [0xff, 0xd8, 0xff]) { return jpeg(file).map(texts) ?? [] }
        if file.starts(with: "RIFF".utf8), file.dropFirst(8).starts(with: "WEBP".utf8) {
            return webp(file).map(texts) ?? []
        }
        return nil
    }

    /// The data of the first APP1 segment that is EXIF's.
    private static func jpeg(_ file: [UInt8]) -> ArraySlice<UInt8>? {
        var at = 2
        // A segment: marker, length with its own two bytes, data. Pictures begin behind 0xda.
        while file.count - at >= 4, file[at] == 0xff, file[at + 1] != 0xda {
            let length = Int(file[at + 2]) << 8 | Int(file[at + 3])
            guard length >= 2, length <= file.count - at - 2 else { return nil }
            let data = file[(at + 4)..<(at + 2 + length)]
            if file[at + 1] == 0xe1, data.starts(with: "Exif\0\0".utf8) { return data.dropFirst(6) }
            at += 2 + length
        }
        return nil
    }

    private static func webp(_ file: [UInt8]) -> ArraySlice<UInt8>? {
        var at = 12
        // A chunk: type, length, data, filled up to an even length
        while file.count - at >= 8 {
            let length = file[(at + 4)..<(at + 8)].reversed().reduce(0) { $0 << 8 | Int($1) }
            guard length <= file.count - at - 8 else { return nil }
            let data = file[(at + 8)..<(at + 8 + length)]
            if file[at...].starts(with: "EXIF".utf8) {
                return data.starts(with: "Exif\0\0".utf8) ? data.dropFirst(6) : data
            }
            at += 8 + length + length % 2
        }
        return nil
    }

    /// The texts in the first directory of a TIFF structure.
    private static func texts(_ data: ArraySlice<UInt8>) -> [String] {
        let tiff = Array(data)
        let isLittle = tiff.starts(with: [0x49, 0x49])
        guard isLittle || tiff.starts(with: [0x4d, 0x4d]) else { return [] }
        func number(at offset: Int, size: Int) -> Int? {
            guard offset >= 0, offset <= tiff.count - size else { return nil }
            let part = tiff[offset..<(offset + size)]
            return (isLittle ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(at: 4, size: 4), let count = number(at: directory, size: 2) else { return [] }
        return (0..<count).compactMap { index in
            // An entry: tag, type (2 is text), length, then the place of what does not fit into four bytes
            let entry = directory + 2 + 12 * index
            guard number(at: entry + 2, size: 2) == 2, let length = number(at: entry + 4, size: 4), length > 4,
                let start = number(at: entry + 8, size: 4), start <= tiff.count, length <= tiff.count - start
            else { return nil }
            return String(decoding: tiff[start..<(start + length)].prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
