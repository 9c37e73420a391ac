internal import Formats

/// The tags of a page of a TIFF file.
struct TIFFDirectory {
    enum Tag: Int {
        case width = 256, height, bits, compression
        case photometric = 262
        case stripOffsets = 273, orientation
        case samples = 277, rowsPerStrip, stripCounts
        case planes = 284
        case predictor = 317
        case colors = 320
        case tileWidth = 322, tileHeight, tileOffsets, tileCounts
        case extraSamples = 338, sampleFormat
    }

    /// Where the next page's directory lies; 0 if there is none.
    let next: Int
    private var values: [Tag: [Int]] = [:]
    let isLittle: Bool

    /// Where the first directory lies.
    static func first(_ file: [UInt8]) -> Int {
        number(file, 4, 4, isLittle: file.starts(with: [0x49])) ?? 0
    }

    /// - Parameter budget: how many values the tags may have; what they have is taken off.
    init(_ file: [UInt8], at place: Int, budget: inout Int) throws(FormatError) {
        isLittle = file.starts(with: [0x49])
        let isLittle = isLittle
        func number(_ at: Int, _ size: Int) throws(FormatError) -> Int {
            guard let value = Self.number(file, at, size, isLittle: isLittle) else {
                throw FormatError(.malformed, "damaged TIFF: the file is truncated")
            }
            return value
        }
        let count = try number(place, 2)
        next = Self.number(file, place + 2 + 12 * count, 4, isLittle: isLittle) ?? 0
        for index in 0..<count {
            let entry = place + 2 + 12 * index
            guard let tag = Tag(rawValue: try number(entry, 2)),
                let size = [1: 1, 3: 2, 4: 4][try number(entry + 2, 2)]
            else { continue }
            let length = try number(entry + 4, 4)
            budget -= min(length, file.count)
            guard length <= file.count, budget >= 0 else {
                throw FormatError(.malformed, "damaged TIFF: a tag is too long")
            }
            let start = length * size <= 4 ? entry + 8 : try number(entry + 8, 4)
            var list: [Int] = []
            list.reserveCapacity(length)
            for item in 0..<length { list.append(try number(start + item * size, size)) }
            values[tag] = list
        }
    }

    func list(_ tag: Tag) -> [Int] { values[tag] ?? [] }
    func value(_ tag: Tag) -> Int? { values[tag]?.first }

    private static func number(_ file: [UInt8], _ at: Int, _ size: Int, isLittle: Bool) -> Int? {
        guard at >= 0, at <= file.count - size else { return nil }
        let part = file[at..<(at + size)]
        return isLittle ? part.reversed().reduce(0) { $0 << 8 | Int($1) } : part.reduce(0) { $0 << 8 | Int($1) }
    }
}
