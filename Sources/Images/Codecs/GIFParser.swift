internal import Formats

/// The blocks of a GIF file.
struct GIFParser {
    enum Palette {
        /// Red, green and blue of up to 256 colours.
        case colors([UInt8])
        /// The values themselves: a palette that says nothing else is none to Pillow.
        case grey

        init(_ bytes: [UInt8]) {
            let isGrey = bytes.indices.allSatisfy { bytes[$0] == UInt8(truncatingIfNeeded: $0 / 3) }
            self = isGrey ? .grey : .colors(bytes)
        }
    }

    struct Frame {
        var left = 0, top = 0, right = 0, bottom = 0
        /// Its own palette.
        var palette: Palette?
        var transparency: UInt8?
        /// What becomes of it before the next one: 2 the background, 3 what was there before it.
        var disposal = 0
        var isInterlaced = false
        var codeSize = 0
        var data: [UInt8] = []
    }

    let width: Int
    let height: Int
    let globalPalette: Palette?
    let background: UInt8
    private let file: [UInt8]
    private var at: Int
    /// A frame that says nothing of its disposal has the one before's.
    private var disposal = 0

    init(_ file: [UInt8]) throws(FormatError) {
        guard file.count >= 13 else { throw FormatError(.malformed, "damaged GIF: the file is truncated") }
        self.file = file
        width = Int(file[6]) | Int(file[7]) << 8
        height = Int(file[8]) | Int(file[9]) << 8
        at = 13
        let flags = file[10]
        guard flags & 128 != 0 else {
            globalPalette = nil
            background = 0
            return
        }
        background = file[11]
        let end = min(at + 3 << (Int(flags & 7) + 1), file.count)
        let palette = Palette(Array(file[at..<end]))
        if case .grey = palette { globalPalette = nil } else { globalPalette = palette }
        at = end
    }

    /// The next frame with its data; nil at the end, or where the file makes no sense any more.
    mutating func nextFrame() -> Frame? {
        var frame = Frame()
        while at < file.count {
            let kind = file[at]
            at += 1
            switch kind {
            case UInt8(ascii: "!"):
                guard at < file.count else { return nil }
                let label = file[at]
                at += 1
                let block = subBlock()
                if label == 249, let block, block.count >= 4 {
                    if block[0] & 1 != 0 { frame.transparency = block[3] }
                    let value = Int(block[0] >> 2 & 7)
                    if value != 0 { disposal = value }
                }
                if block != nil { while subBlock() != nil {} }
            case UInt8(ascii: ","):
                guard readImage(&frame) else { return nil }
                frame.disposal = disposal
                return frame
            case UInt8(ascii: ";"): return nil
            default: continue
            }
        }
        return nil
    }

    private mutating func readImage(_ frame: inout Frame) -> Bool {
        guard file.count - at >= 9 else { return false }
        func short(_ offset: Int) -> Int { Int(file[at + offset]) | Int(file[at + offset + 1]) << 8 }
        (frame.left, frame.top) = (short(0), short(2))
        (frame.right, frame.bottom) = (frame.left + short(4), frame.top + short(6))
        let flags = file[at + 8]
        at += 9
        frame.isInterlaced = flags & 64 != 0
        if flags & 128 != 0 {
            let end = min(at + 3 << (Int(flags & 7) + 1), file.count)
            frame.palette = Palette(Array(file[at..<end]))
            at = end
        }
        guard at < file.count else { return false }
        frame.codeSize = Int(file[at])
        at += 1
        while let block = subBlock() { frame.data += block }
        return true
    }

    /// The next part of a block's data, as far as it is there; nil at the block's end.
    private mutating func subBlock() -> ArraySlice<UInt8>? {
        guard at < file.count, file[at] != 0 else {
            at += 1
            return nil
        }
        let end = min(at + 1 + Int(file[at]), file.count)
        let part = file[(at + 1)..<end]
        at = end
        return ArraySlice(Array(part))
    }
}
