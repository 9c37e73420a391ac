internal import Formats

/// What stands in front of a bitmap's pixels.
struct BMPHeader {
    enum Compression {
        case none
        case runs8
        case runs4

        var isRunLengths: Bool { self != .none }
    }

    let width: Int
    let height: Int
    let isTopDown: Bool
    /// A pixel: 1, 4, 8, 16, 24, 32.
    let bits: Int
    let compression: Compression
    /// Where the pixels begin.
    let offset: Int
    /// Blue, green and red of each entry; empty above 8 bits.
    let palette: [(UInt8, UInt8, UInt8)]
    /// Which byte of four (or, of 16 bits, whether five or six bits are green's) holds red, green, blue, alpha; nil for
    /// none.
    let bytes: (red: Int, green: Int, blue: Int, alpha: Int?)
    let hasSixBitGreen: Bool

    var hasAlpha: Bool { bytes.alpha != nil }

    init(_ file: [UInt8]) throws(FormatError) {
        func number(_ at: Int, _ size: Int) throws(FormatError) -> Int {
            guard at <= file.count - size else { throw FormatError(.malformed, "damaged BMP: the file is truncated") }
            return file[at..<(at + size)].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        let size = try number(14, 4)
        var start = try number(10, 4)
        let method: Int
        var colors = 0
        switch size {
        case 12:
            (width, height) = (try number(18, 2), try number(20, 2))
            (bits, method, isTopDown) = (try number(24, 2), 0, false)
        case 40, 52, 56, 64, 108, 124:
            isTopDown = try number(25, 1) == 0xff
            let rows = try number(22, 4)
            (width, height) = (try number(18, 4), isTopDown ? 1 << 32 - rows : rows)
            (bits, method, colors) = (try number(28, 2), try number(30, 4), try number(46, 4))
        default: throw FormatError(.unsupported, "BMP with a header of \(size) bytes")
        }
        guard [1, 4, 8, 16, 24, 32].contains(bits) else {
            throw FormatError(.unsupported, "BMP of \(bits) bits a pixel")
        }
        if colors == 0 { colors = bits <= 8 ? 1 << bits : 0 }
        let entry = size == 12 ? 3 : 4
        // the masks of the oldest form stand behind its header
        var position = 14 + size + (method == 3 && size == 40 ? 12 : 0)
        guard bits > 8 || (1...65536).contains(colors) else {
            throw FormatError(.unsupported, "BMP with a palette of \(colors) colours")
        }
        if bits <= 8, start == 14 + size { start += entry * colors }
        offset = start == 0 ? position + (bits <= 8 ? entry * colors : 0) : start

        var palette: [(UInt8, UInt8, UInt8)] = []
        if bits <= 8 {
            for _ in 0..<min(colors, 256) {
                guard position <= file.count - 3 else { break }
                palette.append((file[position], file[position + 1], file[position + 2]))
                position += entry
            }
        }
        self.palette = palette
        switch (method, bits) {
        case (0, _), (3, 24): compression = .none
        case (1, 8): compression = .runs8
        case (2, 4): compression = .runs4
        case (3, 16), (3, 32): compression = .none
        default: throw FormatError(.unsupported, "BMP of compression \(method) at \(bits) bits a pixel")
        }
        guard method == 3, bits != 24 else {
            bytes = (2, 1, 0, nil)
            hasSixBitGreen = false
            return
        }
        let masks = (try number(54, 4), try number(58, 4), try number(62, 4), size >= 56 ? try number(66, 4) : 0)
        if bits == 16 {
            switch (masks.0, masks.1, masks.2) {
            case (0xf800, 0x7e0, 0x1f): hasSixBitGreen = true
            case (0x7c00, 0x3e0, 0x1f): hasSixBitGreen = false
            default: throw FormatError(.unsupported, "BMP with unusual masks")
            }
            bytes = (2, 1, 0, nil)
            return
        }
        hasSixBitGreen = false
        switch masks {
        case (0xff0000, 0xff00, 0xff, 0): bytes = (2, 1, 0, nil)
        case (0xff000000, 0xff0000, 0xff00, 0): bytes = (3, 2, 1, nil)
        case (0xff000000, 0xff00, 0xff, 0): bytes = (3, 1, 0, nil)
        case (0xff000000, 0xff0000, 0xff00, 0xff): bytes = (3, 2, 1, 0)
        case (0xff, 0xff00, 0xff0000, 0xff000000): bytes = (0, 1, 2, 3)
        case (0xff000000, 0xff00, 0xff, 0xff0000): bytes = (3, 1, 0, 2)
        case (0xff0000, 0xff00, 0xff, 0xff000000), (0, 0, 0, 0): bytes = (2, 1, 0, 3)
        default: throw FormatError(.unsupported, "BMP with unusual masks")
        }
    }
}
