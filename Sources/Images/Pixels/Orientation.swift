internal import Formats
internal import Tensors

/// How a camera was held: EXIF's orientation 1...8, and the turn that makes the image upright.
struct Orientation {
    /// The keyword that Pillow gives XMP data.
    static let xmpKeyword = "XML:com.adobe.xmp"
    private let value: Int

    init(_ value: Int) { self.value = value }

    /// From an eXIf chunk's TIFF structure; else from ImageMagick's hexadecimal text, else from XMP, in Pillow's
    /// order (`Image.getexif`). What cannot be read means upright.
    init(exif: UnsafeRawBufferPointer, text: [(keyword: String, text: String)]) {
        func value(of keyword: String) -> String? { text.last { $0.keyword == keyword }?.text }
        var found: Int?
        if !exif.isEmpty {
            found = Self.read(Array(exif))
        } else if let profile = value(of: "Raw profile type exif") {
            found = Self.bytes(fromProfile: profile).flatMap(Self.read)
        }
        self.value = found ?? value(of: Self.xmpKeyword).flatMap(Self.read(xmp:)) ?? 1
    }

    /// The image turned and mirrored upright.
    func upright(_ image: PixelImage) -> PixelImage {
        guard (2...8).contains(value) else { return image }
        let (width, height, channels) = (image.width, image.height, image.channels)
        let (swapsAxes, mirrorsX, mirrorsY) =
            switch value {
            case 2: (false, true, false)
            case 3: (false, true, true)
            case 4: (false, false, true)
            case 5: (true, false, false)
            case 6: (true, false, true)
            case 7: (true, true, true)
            default: (true, true, false)
            }
        // the mirrors act on the source's axes
        let (newWidth, newHeight) = swapsAxes ? (height, width) : (width, height)
        let bytes = [UInt8](unsafeUninitializedCapacity: image.bytes.count) { target, initialized in
            image.bytes.withUnsafeBufferPointer { source in
                var at = 0
                for y in (0..<newHeight).halting(each: newWidth * channels) {
                    for x in 0..<newWidth {
                        let (u, v) = swapsAxes ? (y, x) : (x, y)
                        let column = mirrorsX ? width - 1 - u : u
                        let row = mirrorsY ? height - 1 - v : v
                        for c in 0..<channels { target[at + c] = source[(row * width + column) * channels + c] }
                        at += channels
                    }
                }
            }
            initialized = image.bytes.count
        }
        return PixelImage(width: newWidth, height: newHeight, channels: channels, bytes: bytes)
    }

    /// The orientation tag in the first directory of a TIFF structure.
    private static func read(_ exif: [UInt8]) -> Int? {
        var bytes = exif[...]
        while bytes.starts(with: "Exif\0\0".utf8) { bytes = bytes.dropFirst(6) }
        let isLittle = bytes.starts(with: [0x49, 0x49])
        guard isLittle || bytes.starts(with: [0x4d, 0x4d]) else { return nil }
        let tiff = Array(bytes)

        func number(at offset: Int, size: Int) -> Int? {
            guard offset >= 0, offset <= tiff.count - size else { return nil }
            let part = tiff[offset..<offset + size]
            return (isLittle ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | Int($1) }
        }
        guard number(at: 2, size: 2) == 42, let directory = number(at: 4, size: 4),
            let count = number(at: directory, size: 2)
        else { return nil }
        for index in 0..<count {
            let entry = directory + 2 + 12 * index
            guard let tag = number(at: entry, size: 2) else { return nil }
            guard tag == 0x112 else { continue }
            guard number(at: entry + 4, size: 4) == 1, let type = number(at: entry + 2, size: 2) else { return nil }
            // SHORT or LONG, in the entry itself; a BYTE is no number to Pillow
            let sizes = [3: 2, 4: 4]
            return sizes[type].flatMap { number(at: entry + 8, size: $0) }
        }
        return nil
    }

    /// ImageMagick's text: three lines (empty, name, length), then hexadecimal digits.
    private static func bytes(fromProfile profile: String) -> [UInt8]? {
        let lines = profile.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in lines.dropFirst(3).joined() {
            if digit == UInt8(ascii: " ") { continue }
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue.map(UInt8.init) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? bytes : nil
    }

    /// The digit behind `tiff:Orientation="` or `tiff:Orientation>`.
    private static func read(xmp: String) -> Int? {
        let text = Array(xmp.utf8)
        let mark = Array("tiff:Orientation".utf8)
        guard text.count > mark.count else { return nil }
        for start in 0..<(text.count - mark.count) where text[start] == mark[0] && text[start...].starts(with: mark) {
            var rest = text[(start + mark.count)...]
            if rest.starts(with: "=\"".utf8) {
                rest = rest.dropFirst(2)
            } else if rest.first == UInt8(ascii: ">") {
                rest = rest.dropFirst()
            } else {
                continue
            }
            if let digit = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
                return Int(digit - UInt8(ascii: "0"))
            }
        }
        return nil
    }
}
