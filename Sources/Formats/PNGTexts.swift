internal import System

/// The texts of a PNG file, read without its pixels: those of a damaged picture are still there.
package enum PNGTexts {
    static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    /// Bytes of all texts together, unpacked; what is beyond is left out.
    private static let mostBytes = 64 << 20

    package static func isPNG(_ file: [UInt8]) -> Bool { file.starts(with: signature) }

    /// The number of frames of an animated one, as its acTL chunk says, which stands before the pixels; 1 for others
    /// (https://www.w3.org/TR/png-3/#acTL-chunk).
    package static func frameCount(_ file: [UInt8]) -> Int {
        guard isPNG(file) else { return 1 }
        var at = signature.count
        while file.count - at >= 20 {
            let length = file[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
            let type = file[(at + 4)..<(at + 8)]
            if type.elementsEqual("acTL".utf8) { return file[(at + 8)..<(at + 12)].reduce(0) { $0 << 8 | Int($1) } }
            guard !type.elementsEqual("IDAT".utf8), length <= file.count - at - 12 else { break }
            at += 12 + length
        }
        return 1
    }

    /// Keywords and texts of tEXt, zTXt and iTXt chunks, and of ComfyUI's "comf" in animations, in the file's order. What
    /// cannot be read is left out.
    package static func read(_ file: [UInt8]) -> [(keyword: String, text: String)] {
        var texts: [(keyword: String, text: String)] = []
        var room = mostBytes
        var at = signature.count
        // A chunk: length, type, data, checksum
        while file.count - at >= 12, !Cancellation.isCurrentRaised {
            let length = file[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard length <= file.count - at - 12 else { break }
            let data = file[(at + 8)..<(at + 8 + length)]
            if let text = text(String(decoding: file[(at + 4)..<(at + 8)], as: UTF8.self), data, limit: room) {
                room -= text.text.utf8.count
                texts.append(text)
            }
            at += 12 + length
        }
        return texts
    }

    private static func text(
        _ type: String, _ data: ArraySlice<UInt8>, limit: Int
    ) -> (keyword: String, text: String)? {
        guard ["tEXt", "zTXt", "iTXt", "comf"].contains(type), let end = data.firstIndex(of: 0) else { return nil }
        let keyword = latin1(data[..<end])
        var rest = data[(end + 1)...]
        switch type {
        case "tEXt", "comf": return rest.count <= limit ? (keyword, latin1(rest)) : nil
        case "zTXt":
            // Before the stream stands the method, of which there is one
            return unpack(rest.dropFirst(), limit: limit).map { (keyword, latin1($0[...])) }
        default:
            // Whether it is packed, the method, the language and the keyword in it
            guard let isPacked = rest.popFirst(), rest.popFirst() != nil, let language = rest.firstIndex(of: 0),
                let translation = rest[(language + 1)...].firstIndex(of: 0)
            else { return nil }
            rest = rest[(translation + 1)...]
            guard isPacked != 0 else {
                return rest.count <= limit ? (keyword, String(decoding: rest, as: UTF8.self)) : nil
            }
            return unpack(rest, limit: limit).map { (keyword, String(decoding: $0, as: UTF8.self)) }
        }
    }

    private static func unpack(_ stream: ArraySlice<UInt8>, limit: Int) -> [UInt8]? {
        stream.withUnsafeBytes { try? Deflate.unpack($0, limit: limit) }
    }

    private static func latin1(_ bytes: ArraySlice<UInt8>) -> String {
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        var text = String.UnicodeScalarView()
        for at in bytes.indices {
            if at % (1 << 16) == 0, Cancellation.isCurrentRaised { break }
            text.append(Unicode.Scalar(bytes[at]))
        }
        return String(text)
    }
}
