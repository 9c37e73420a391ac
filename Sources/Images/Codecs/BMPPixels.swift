/// A bitmap's rows as RGBA.
struct BMPPixels {
    private let header: BMPHeader
    /// [256, 3] red, green, blue; entries that the file does not give are black.
    private let palette: [UInt8]

    init(_ header: BMPHeader) {
        self.header = header
        var palette = header.palette.flatMap { [$0.2, $0.1, $0.0] }
        palette += [UInt8](repeating: 0, count: max(768 - palette.count, 0))
        self.palette = palette
    }

    /// A row of packed pixels; `at` is where the row's pixels lie in `target`.
    func read(row: ArraySlice<UInt8>, into target: inout [UInt8], at start: Int) {
        let first = row.startIndex
        func put(_ column: Int, _ red: UInt8, _ green: UInt8, _ blue: UInt8, _ alpha: UInt8 = 255) {
            let at = start + 4 * column
            (target[at], target[at + 1], target[at + 2], target[at + 3]) = (red, green, blue, alpha)
        }
        for column in 0..<header.width {
            switch header.bits {
            case 16:
                let value = Int(row[first + 2 * column]) | Int(row[first + 2 * column + 1]) << 8
                func scaled(_ part: Int, _ most: Int) -> UInt8 { UInt8(part * 255 / most) }
                if header.hasSixBitGreen {
                    put(column, scaled(value >> 11, 31), scaled(value >> 5 & 63, 63), scaled(value & 31, 31))
                } else {
                    put(column, scaled(value >> 10 & 31, 31), scaled(value >> 5 & 31, 31), scaled(value & 31, 31))
                }
            case 24, 32:
                let at = first + header.bits / 8 * column
                let bytes = header.bytes
                put(
                    column, row[at + bytes.red], row[at + bytes.green], row[at + bytes.blue],
                    bytes.alpha.map { row[at + $0] } ?? 255)
            default:
                let perByte = 8 / header.bits
                let byte = row[first + column / perByte]
                let shift = (perByte - 1 - column % perByte) * header.bits
                let value = 3 * Int(byte >> shift & UInt8(1 << header.bits - 1))
                put(column, palette[value], palette[value + 1], palette[value + 2])
            }
        }
    }

    /// A row of palette indices.
    func read(_ values: ArraySlice<UInt8>, into target: inout [UInt8], at start: Int) {
        for (column, value) in values.enumerated() {
            for c in 0..<3 { target[start + 4 * column + c] = palette[3 * Int(value) + c] }
            target[start + 4 * column + 3] = 255
        }
    }

    /// The palette indices of runs, rows in the file's order; 0 where there are none.
    func runs(_ data: ArraySlice<UInt8>) -> [UInt8] {
        let (width, count) = (header.width, header.width * header.height)
        let hasHalves = header.compression == .runs4
        var values: [UInt8] = []
        values.reserveCapacity(count)
        var (at, x) = (data.startIndex, 0)
        func half(_ byte: UInt8, _ index: Int) -> UInt8 {
            hasHalves ? (index % 2 == 0 ? byte >> 4 : byte & 15) : byte
        }
        reading: while values.count < count, at + 1 < data.endIndex {
            let (length, byte) = (Int(data[at]), data[at + 1])
            at += 2
            switch (length, byte) {
            case (0, 0):
                while values.count % width != 0 { values.append(0) }
                x = 0
            case (0, 1): break reading
            case (0, 2):
                guard at + 1 < data.endIndex else { break reading }
                let skipped = min(count - values.count, Int(data[at]) + Int(data[at + 1]) * width)
                values += repeatElement(0, count: skipped)
                x = values.count % width
                at += 2
            case (0, _):
                let number = min(count - values.count, Int(byte))
                let size = hasHalves ? (number + 1) / 2 : number
                let part = data[at..<min(at + size, data.endIndex)]
                for index in 0..<number where at + (hasHalves ? index / 2 : index) < part.endIndex {
                    values.append(half(data[at + (hasHalves ? index / 2 : index)], index))
                }
                guard part.count == size, values.count < count else { break reading }
                x += Int(byte)
                // filled up to an even place of the file
                at += size + (at + size) % 2
            default:
                // too much for the row is left out
                let number = min(max(0, min(length, width - x)), count - values.count)
                for index in 0..<number { values.append(half(byte, index)) }
                x += number
            }
        }
        return values + [UInt8](repeating: 0, count: max(count - values.count, 0))
    }
}
