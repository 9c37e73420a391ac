/// EXIF data that carries texts, as ComfyUI writes them: "prompt:..." as the camera's model, others as its maker and the
/// tags in front of that.
package enum ExifWriter {
    private static let model = 0x110

    /// A TIFF structure; empty if there are no texts. Of more than a few hundred texts the last are left out, which have
    /// no tag.
    package static func data(texts: [(keyword: String, text: String)]) -> [UInt8] {
        var tag = model - 1
        var entries: [(tag: Int, text: [UInt8])] = []
        for (keyword, text) in texts {
            let value = Array("\(keyword):\(text)".utf8) + [0]
            if keyword == "prompt" {
                entries.append((model, value))
            } else if tag > 0 {
                entries.append((tag, value))
                tag -= 1
            }
        }
        guard !entries.isEmpty else { return [] }
        entries.sort { $0.tag < $1.tag }
        // header, the number of entries, the entries, no further directory
        var place = 8 + 2 + 12 * entries.count + 4
        var directory = bytes(entries.count, 2)
        var values: [UInt8] = []
        for entry in entries {
            directory += bytes(entry.tag, 2) + bytes(2, 2) + bytes(entry.text.count, 4)
            if entry.text.count <= 4 {
                directory += entry.text + [UInt8](repeating: 0, count: 4 - entry.text.count)
                continue
            }
            directory += bytes(place, 4)
            values += entry.text
            place += entry.text.count
        }
        return Array("MM".utf8) + bytes(42, 2) + bytes(8, 4) + directory + bytes(0, 4) + values
    }

    private static func bytes(_ number: Int, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * (size - 1 - $0))) }
    }
}
