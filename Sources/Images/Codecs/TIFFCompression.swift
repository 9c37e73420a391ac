internal import Formats

/// How the parts of a TIFF file are packed.
enum TIFFCompression: Int {
    case none = 1
    case lzw = 5
    case deflate = 8
    case packBits = 32773

    /// Whether neighbours may be stored as differences.
    var hasPredictor: Bool { self == .lzw || self == .deflate }

    /// The first `size` bytes that are packed there, or as many as there are.
    func unpack(_ data: ArraySlice<UInt8>, size: Int) throws(FormatError) -> [UInt8] {
        switch self {
        case .none: return Array(data.prefix(size))
        case .deflate: return try Self.inflated(data, size)
        case .packBits: return Self.repeated(data, size)
        case .lzw: return Self.strings(data, size)
        }
    }

    private static func inflated(_ data: ArraySlice<UInt8>, _ size: Int) throws(FormatError) -> [UInt8] {
        try data.withUnsafeBytes { bytes in
            Result { () throws(FormatError) in try Deflate.unpack(bytes, limit: size) }
        }.get()
    }

    /// A count, and bytes, or one that is repeated.
    private static func repeated(_ data: ArraySlice<UInt8>, _ size: Int) -> [UInt8] {
        var result: [UInt8] = []
        var at = data.startIndex
        var looks = CodecCancellation.Looks()
        while result.count < size, at < data.endIndex, looks.goOn {
            let count = Int(Int8(bitPattern: data[at]))
            at += 1
            if count >= 0 {
                let end = min(at + count + 1, data.endIndex)
                result += data[at..<end]
                at = end
            } else if count != -128, at < data.endIndex {
                result += repeatElement(data[at], count: 1 - count)
                at += 1
            }
        }
        return Array(result.prefix(size))
    }

    /// LZW with the high bits first, whose codes grow one early.
    private static func strings(_ data: ArraySlice<UInt8>, _ size: Int) -> [UInt8] {
        let (clear, end) = (256, 257)
        // a string is a part of the result: where it begins and how long it is
        var places: [(start: Int, length: Int)] = []
        var result: [UInt8] = []
        var (width, old) = (9, -1)
        var (bits, held, at) = (0, 0, data.startIndex)
        var oldStart = 0
        var looks = CodecCancellation.Looks()
        while result.count < size, looks.goOn {
            while held < width, at < data.endIndex {
                bits = (bits << 8 | Int(data[at])) & 0xff_ffff
                held += 8
                at += 1
            }
            guard held >= width else { break }
            let code = bits >> (held - width) & (1 << width - 1)
            held -= width
            if code == clear {
                places.removeAll(keepingCapacity: true)
                (width, old) = (9, -1)
                continue
            }
            guard code != end, code < 256 || old >= 0 && code - 258 <= places.count else { break }
            // the one before and the first value of this one
            if old >= 0, places.count < 4096 - 258 { places.append((oldStart, result.count - oldStart + 1)) }
            oldStart = result.count
            if code < 256 {
                result.append(UInt8(code))
            } else {
                guard code - 258 < places.count else { break }
                let place = places[code - 258]
                for offset in 0..<place.length { result.append(result[place.start + offset]) }
            }
            old = code
            if places.count + 258 >= 1 << width - 1, width < 12 { width += 1 }
        }
        return Array(result.prefix(size))
    }
}
