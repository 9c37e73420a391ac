internal import Formats
internal import Tensors

/// How the samples of a page lie in a TIFF file.
struct TIFFPage {
    enum Alpha { case none, straight, multiplied }

    let width: Int
    let height: Int
    /// A sample: 1, 2, 4, 8 or 16.
    let bits: Int
    /// A pixel.
    let samples: Int
    /// 0 white is 0, 1 black is 0, 2 RGB, 3 palette, 5 CMYK.
    let photometric: Int
    let alpha: Alpha
    let orientation: Int
    /// [3, 2^bits], 16 bits each.
    let colors: [Int]
    let isLittle: Bool

    private let compression: TIFFCompression
    private let isPlanar: Bool
    private let isDifferent: Bool
    /// Strips are tiles as wide as the page.
    private let tileWidth: Int
    private let tileHeight: Int
    private let offsets: [Int]
    private let counts: [Int]

    init(_ directory: TIFFDirectory) throws(FormatError) {
        guard let width = directory.value(.width), let height = directory.value(.height),
            let photometric = directory.value(.photometric)
        else { throw FormatError(.malformed, "damaged TIFF: a page without a size") }
        (self.width, self.height, self.photometric) = (width, height, photometric)
        samples = directory.value(.samples) ?? 1
        bits = directory.value(.bits) ?? 1
        let bits = bits
        let colors = [0: 1, 1: 1, 2: 3, 3: 1, 5: 4][photometric]
        guard let colors, (colors...4).contains(samples), [1, 2, 4, 8, 16].contains(bits),
            bits >= 8 || samples == 1, bits <= 8 || photometric != 3,
            directory.list(.bits).allSatisfy({ $0 == bits }), directory.list(.sampleFormat).allSatisfy({ $0 == 1 })
        else {
            throw FormatError(
                .unsupported, "TIFF of \(samples) samples of \(bits) bits and photometric interpretation \(photometric)"
            )
        }
        let extra = directory.list(.extraSamples)
        alpha =
            samples == colors || photometric == 3
            ? .none
            : extra.first == 1
                ? .multiplied
                : extra.first == 0
                    ? .none
                    : .straight
        orientation = directory.value(.orientation) ?? 1
        self.colors = directory.list(.colors)
        guard photometric != 3 || self.colors.count == 3 << bits else {
            throw FormatError(.malformed, "damaged TIFF: no palette of \(1 << bits) colours")
        }
        isLittle = directory.isLittle
        let method = directory.value(.compression) ?? 1
        guard let compression = TIFFCompression(rawValue: method == 32946 ? 8 : method) else {
            throw FormatError(.unsupported, "TIFF of compression \(method)")
        }
        self.compression = compression
        isPlanar = directory.value(.planes) == 2 && samples > 1
        let predictor = directory.value(.predictor) ?? 1
        guard predictor == 1 || predictor == 2 && bits >= 8 else {
            throw FormatError(.unsupported, "TIFF of predictor \(predictor)")
        }
        isDifferent = predictor == 2 && compression.hasPredictor
        if let tileWidth = directory.value(.tileWidth), let tileHeight = directory.value(.tileHeight) {
            (self.tileWidth, self.tileHeight) = (tileWidth, tileHeight)
            (offsets, counts) = (directory.list(.tileOffsets), directory.list(.tileCounts))
        } else {
            (tileWidth, tileHeight) = (width, min(directory.value(.rowsPerStrip) ?? height, height))
            (offsets, counts) = (directory.list(.stripOffsets), directory.list(.stripCounts))
        }
        guard tileWidth > 0, tileHeight > 0, tileWidth <= 1 << 20, tileHeight <= 1 << 20, offsets.count == counts.count
        else { throw FormatError(.malformed, "damaged TIFF: parts without a size") }
    }

    /// [height, width, samples], one byte a sample; of 16 bits two, the high one first.
    func samples(_ file: [UInt8]) throws(FormatError) -> [UInt8] {
        let size = bits == 16 ? 2 : 1
        // LZW, the densest, makes fewer than 4096 bytes of one: a tiny file cannot ask for gigabytes
        guard width * height / 8 * bits * samples / 4096 <= file.count else {
            throw FormatError(.malformed, "damaged TIFF: the file is truncated")
        }
        var result = [UInt8](repeating: 0, count: width * height * samples * size)
        let (across, down) = ((width + tileWidth - 1) / tileWidth, (height + tileHeight - 1) / tileHeight)
        let (planes, channels) = isPlanar ? (samples, 1) : (1, samples)
        guard offsets.count >= across * down * planes else {
            throw FormatError(.malformed, "damaged TIFF: parts are missing")
        }
        for index in 0..<(across * down * planes) {
            try CodecCancellation.check()
            let (plane, place) = index.quotientAndRemainder(dividingBy: across * down)
            let (tileY, tileX) = place.quotientAndRemainder(dividingBy: across)
            // the last strip is as high as what is left; tiles are whole
            let rows = tileWidth == width ? min(tileHeight, height - tileY * tileHeight) : tileHeight
            let stride = (tileWidth * channels * bits + 7) / 8
            let bytes = try part(file, index, stride * rows)
            let unpacked = try unpacked(bytes, rows: rows, channels: channels)
            let columns = min(tileWidth, width - tileX * tileWidth)
            for row in (0..<min(rows, height - tileY * tileHeight)).halting(each: columns * channels) {
                for column in 0..<columns {
                    let pixel = (tileY * tileHeight + row) * width + tileX * tileWidth + column
                    for channel in 0..<(channels * size) {
                        result[(pixel * samples + plane) * size + channel] =
                            unpacked[(row * tileWidth + column) * channels * size + channel]
                    }
                }
            }
        }
        return result
    }

    private func part(_ file: [UInt8], _ index: Int, _ size: Int) throws(FormatError) -> [UInt8] {
        let (offset, count) = (offsets[index], counts[index])
        guard offset <= file.count, count <= file.count - offset else {
            throw FormatError(.malformed, "damaged TIFF: the file is truncated")
        }
        let bytes = try compression.unpack(file[offset..<(offset + count)], size: size)
        guard bytes.count >= size else { throw FormatError(.malformed, "damaged TIFF: a part is too short") }
        return bytes
    }

    /// One byte a sample, or two with the high one first; differences summed up.
    private func unpacked(_ bytes: [UInt8], rows: Int, channels: Int) throws(FormatError) -> [UInt8] {
        let run = tileWidth * channels
        if bits < 8 {
            let stride = (run * bits + 7) / 8
            var values = [UInt8](repeating: 0, count: rows * run)
            for row in (0..<rows).halting(each: run) {
                for at in 0..<run {
                    let bit = at * bits
                    values[row * run + at] =
                        bytes[row * stride + bit / 8] >> UInt8(8 - bits - bit % 8) & UInt8(1 << bits - 1)
                }
            }
            return values
        }
        var bytes = bytes
        if bits == 16, isLittle {
            for at in (0..<rows * run).halting(each: 2) { bytes.swapAt(2 * at, 2 * at + 1) }
        }
        guard isDifferent else { return bytes }
        for row in (0..<rows).halting(each: 2 * run) {
            for at in (row * run + channels)..<max((row + 1) * run, row * run + channels) {
                if bits == 8 {
                    bytes[at] &+= bytes[at - channels]
                } else {
                    let low = at - channels
                    let sum =
                        (UInt16(bytes[2 * at]) << 8 | UInt16(bytes[2 * at + 1]))
                        &+ (UInt16(bytes[2 * low]) << 8 | UInt16(bytes[2 * low + 1]))
                    bytes[2 * at] = UInt8(sum >> 8)
                    bytes[2 * at + 1] = UInt8(truncatingIfNeeded: sum)
                }
            }
        }
        return bytes
    }
}
