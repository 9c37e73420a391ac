internal import Formats
internal import Tensors

/// What of an animation is shown, frame after frame.
struct GIFCanvas {
    private let width: Int
    private let height: Int
    private let background: UInt8
    /// [height, width, 4]
    private var pixels: [UInt8]
    /// Whether the alpha means anything: the first frame's palette has a transparent entry.
    private var hasAlpha = false
    private var isGrey = false
    /// The first frame's, of which nothing is left once its colours stand for themselves.
    private var firstTransparency: UInt8?
    /// What is to be put back before the next frame.
    private var patch: (frame: GIFParser.Frame, rows: [UInt8])?

    init(width: Int, height: Int, background: UInt8) {
        (self.width, self.height, self.background) = (width, height, background)
        pixels = [UInt8](repeating: 0, count: 4 * width * height)
    }

    var frame: DecodedImage.Frame {
        .init(rgba: PixelImage(width: width, height: height, channels: 4, bytes: pixels), hasAlpha: hasAlpha)
    }

    /// Draws the first frame. Returns what is wrong with it.
    mutating func start(with frame: GIFParser.Frame, _ global: GIFParser.Palette?) -> String? {
        let table = Self.table(frame, global)
        isGrey = table.isGrey
        hasAlpha = frame.transparency != nil && !isGrey
        firstTransparency = frame.transparency
        let ground = Self.color(table.colors, frame.transparency ?? 0, frame.transparency)
        for at in pixels.indices.halting() { pixels[at] = ground[at & 3] }
        // Pillow takes away the first frame before its colours stand for themselves
        let before = Self.color(table.colors, frame.transparency ?? background, frame.transparency)
        let damage = put(frame, table.colors, skipsTransparent: false)
        switch frame.disposal {
        case 2: patch = (frame, Self.filled(frame, before))
        case 3 where frame.transparency != nil: patch = (frame, Self.filled(frame, before))
        default: patch = nil
        }
        return damage
    }

    /// Draws a frame over what is left of those before it. Returns what is wrong with it.
    mutating func draw(_ frame: GIFParser.Frame, _ global: GIFParser.Palette?) -> String? {
        if let patch { paste(patch.frame, patch.rows) }
        let table = Self.table(frame, global)
        switch frame.disposal {
        case 2:
            // grey animations keep the first frame's transparent value
            let transparent = isGrey ? firstTransparency ?? frame.transparency : frame.transparency
            let color = Self.color(table.colors, transparent ?? background, isGrey ? nil : transparent)
            patch = (frame, Self.filled(frame, color))
        case 3, 4, 5, 6, 7: patch = (frame, copied(frame))
        default: patch = nil
        }
        return put(frame, table.colors, skipsTransparent: true)
    }

    // MARK: Colours

    /// [256, 3]; entries that the file does not give are black.
    private static func table(
        _ frame: GIFParser.Frame, _ global: GIFParser.Palette?
    ) -> (colors: [UInt8], isGrey: Bool) {
        switch frame.palette ?? global {
        case .colors(let colors): (colors + [UInt8](repeating: 0, count: max(768 - colors.count, 0)), false)
        case .grey, nil: ((0..<768).map { UInt8($0 / 3) }, true)
        }
    }

    private static func color(_ table: [UInt8], _ index: UInt8, _ transparent: UInt8?) -> [UInt8] {
        let at = 3 * Int(index)
        return [table[at], table[at + 1], table[at + 2], index == transparent ? 0 : 255]
    }

    // MARK: Pixels

    private mutating func put(_ frame: GIFParser.Frame, _ colors: [UInt8], skipsTransparent: Bool) -> String? {
        let (columns, rows) = (frame.right - frame.left, frame.bottom - frame.top)
        let values = GIFCodes.unpack(frame.data, codeSize: frame.codeSize, count: columns * rows)
        // of a row that is not whole nothing is taken
        let order = Self.order(rows, frame.isInterlaced)
        for place in order.indices.halting(each: 4 * columns) where (place + 1) * columns <= values.count {
            let row = order[place]
            for column in 0..<columns {
                let value = values[place * columns + column]
                if skipsTransparent, value == frame.transparency { continue }
                let at = 4 * ((frame.top + row) * width + frame.left + column)
                let from = 3 * Int(value)
                for c in 0..<3 { pixels[at + c] = colors[from + c] }
                pixels[at + 3] = value == frame.transparency ? 0 : 255
            }
        }
        return values.count < columns * rows ? "damaged GIF: a frame is not whole" : nil
    }

    /// The rows in the order of the data.
    private static func order(_ rows: Int, _ isInterlaced: Bool) -> [Int] {
        guard isInterlaced else { return Array(0..<rows) }
        return [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { Array(stride(from: $0.0, to: rows, by: $0.1)) }
    }

    private static func filled(_ frame: GIFParser.Frame, _ color: [UInt8]) -> [UInt8] {
        let count = (frame.right - frame.left) * (frame.bottom - frame.top)
        return [UInt8](unsafeUninitializedCapacity: 4 * count) { target, initialized in
            for at in (0..<4 * count).halting() { target[at] = color[at & 3] }
            initialized = 4 * count
        }
    }

    private func copied(_ frame: GIFParser.Frame) -> [UInt8] {
        var bytes: [UInt8] = []
        for row in frame.top..<frame.bottom {
            let start = 4 * (row * width + frame.left)
            bytes += pixels[start..<(start + 4 * (frame.right - frame.left))]
        }
        return bytes
    }

    private mutating func paste(_ frame: GIFParser.Frame, _ bytes: [UInt8]) {
        let run = 4 * (frame.right - frame.left)
        for row in 0..<(frame.bottom - frame.top) {
            let to = 4 * ((frame.top + row) * width + frame.left)
            for at in 0..<run { pixels[to + at] = bytes[row * run + at] }
        }
    }
}
