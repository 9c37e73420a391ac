/// The bytes by which files of a format begin.
struct FileSignature: Sendable {
    let name: String
    private let mark: [UInt8]
    private let offset: Int
    /// What stands in front of a mark that is not at the beginning.
    private let prefix: [UInt8]

    init(_ name: String, _ mark: [UInt8], at offset: Int = 0, after prefix: [UInt8] = []) {
        self.name = name
        self.mark = mark
        self.offset = offset
        self.prefix = prefix
    }

    func marks(_ file: UnsafeRawBufferPointer) -> Bool {
        file.count >= offset + mark.count && file.starts(with: prefix)
            && file[offset..<offset + mark.count].elementsEqual(mark)
    }

    /// Formats of images that nothing here reads, so that errors can name them.
    static let refused = [
        FileSignature("BigTIFF", [0x49, 0x49, 0x2b, 0]),
        FileSignature("BigTIFF", [0x4d, 0x4d, 0, 0x2b]),
        FileSignature("OpenEXR", [0x76, 0x2f, 0x31, 0x01]),
        FileSignature("JPEG XL", [0xff, 0x0a]),
        FileSignature("JPEG XL", [0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20]),
        FileSignature("AVIF", Array("ftypavif".utf8), at: 4),
        FileSignature("AVIF", Array("ftypavis".utf8), at: 4),
        FileSignature("HEIF", Array("ftyphei".utf8), at: 4),
        FileSignature("HEIF", Array("ftypmif1".utf8), at: 4),
        FileSignature("Photoshop", Array("8BPS".utf8)),
        FileSignature("Radiance HDR", Array("#?RADIANCE".utf8)),
        FileSignature("ICO", [0, 0, 1, 0]),
    ]
}
