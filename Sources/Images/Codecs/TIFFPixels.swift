internal import Formats
internal import Tensors

/// The samples of a TIFF page and how Pillow turns them into RGBA.
struct TIFFPixels {
    private let page: TIFFPage
    private let samples: [UInt8]

    init(_ page: TIFFPage, _ samples: [UInt8]) {
        self.page = page
        self.samples = samples
    }

    /// [height, width, 4]
    var rgba: [UInt8] {
        let count = page.width * page.height
        let table = table
        return [UInt8](unsafeUninitializedCapacity: 4 * count) { target, initialized in
            for pixel in (0..<count).halting(each: 4) {
                let color = color(pixel, table)
                for c in 0..<4 { target[4 * pixel + c] = color[c] }
            }
            initialized = 4 * count
        }
    }

    private func value(_ pixel: Int, _ sample: Int) -> UInt8 {
        page.bits == 16 ? samples[2 * (pixel * page.samples + sample)] : samples[pixel * page.samples + sample]
    }

    /// What each value of a single sample looks like; nil for several or deep ones.
    private var table: [SIMD4<UInt8>]? {
        guard page.bits <= 8, page.photometric < 2 || page.photometric == 3 else { return nil }
        let most = 1 << page.bits - 1
        return (0...most).map { value in
            if page.photometric == 3 {
                func part(_ index: Int) -> UInt8 {
                    UInt8(truncatingIfNeeded: page.colors[index * (most + 1) + value] >> 8)
                }
                return [part(0), part(1), part(2), 255]
            }
            let grey = UInt8(value * 255 / most)
            let shown = page.photometric == 0 ? 255 - grey : grey
            return [shown, shown, shown, 255]
        }
    }

    private func color(_ pixel: Int, _ table: [SIMD4<UInt8>]?) -> SIMD4<UInt8> {
        var color: SIMD4<UInt8>
        if let table {
            color = table[Int(value(pixel, 0))]
        } else if page.photometric < 2 {
            let at = 2 * pixel * page.samples
            let deep = (Int(samples[at]) << 8 | Int(samples[at + 1])) * 255 + 32767
            let grey = UInt8(deep / 65535)
            let shown = page.photometric == 0 ? 255 - grey : grey
            color = [shown, shown, shown, 255]
        } else if page.photometric == 5 {
            let white = 255 - Int(value(pixel, 3))
            color = [0, 0, 0, 255]
            for c in 0..<3 {
                let product = Int(value(pixel, c)) * white + 128
                color[c] = UInt8(clamping: white - ((product >> 8) + product) >> 8)
            }
        } else {
            color = [value(pixel, 0), value(pixel, 1), value(pixel, 2), 255]
        }
        guard page.alpha != .none else { return color }
        let alpha = value(pixel, page.samples - 1)
        if page.alpha == .multiplied, alpha != 0, alpha != 255 {
            for c in 0..<3 { color[c] = UInt8(min(255, 255 * Int(color[c]) / Int(alpha))) }
        }
        color[3] = alpha
        return color
    }
}
