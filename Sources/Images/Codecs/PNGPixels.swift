internal import CFormats
internal import Tensors

/// A PNG's samples and how Pillow turns them into RGBA.
struct PNGPixels {
    private let header: cf_png_header
    /// [height, width, samples]; two bytes a sample, the high one first, at 16 bits.
    private let samples: [UInt8]

    init(_ header: cf_png_header, _ samples: [UInt8]) {
        self.header = header
        self.samples = samples
    }

    /// [height, width, 4]
    var rgba: [UInt8] {
        switch (header.color_type, header.bit_depth) {
        case (3, _): fromPalette()
        case (0, 16): fromDeepGrey()
        case (0, let depth): fromGrey(scale: 255 / UInt8((1 << Int(depth)) - 1))
        default: fromColor()
        }
    }

    private func makeRGBA(_ fill: (UnsafeBufferPointer<UInt8>, UnsafeMutableBufferPointer<UInt8>, Int) -> Void)
        -> [UInt8]
    {
        let count = Int(header.width) * Int(header.height)
        return [UInt8](unsafeUninitializedCapacity: count * 4) { target, initialized in
            samples.withUnsafeBufferPointer { fill($0, target, count) }
            initialized = count * 4
        }
    }

    private func fromPalette() -> [UInt8] {
        // entries that the file does not give are black, as in Pillow
        var table: [UInt8] = []
        for _ in 0..<256 { table += [0, 0, 0, 255] }
        withUnsafeBytes(of: header.palette) { palette in
            for i in 0..<Int(header.palette_count) {
                for c in 0..<3 { table[4 * i + c] = palette[3 * i + c] }
            }
        }
        withUnsafeBytes(of: header.alphas) { alphas in
            for i in 0..<Int(header.alpha_count) { table[4 * i + 3] = alphas[i] }
        }
        return makeRGBA { source, target, count in
            table.withUnsafeBufferPointer { table in
                for i in (0..<count).halting() {
                    let entry = 4 * Int(source[i])
                    for c in 0..<4 { target[4 * i + c] = table[entry + c] }
                }
            }
        }
    }

    private func fromGrey(scale: UInt8) -> [UInt8] {
        // Pillow compares the scaled value with the file's unscaled one; at one bit it scales both
        let transparent = header.transparent_color.0
        let key = header.bit_depth == 1 ? (transparent == 0 ? 0 : 255) : UInt8(truncatingIfNeeded: transparent)
        let hasKey = header.has_transparency
        return makeRGBA { source, target, count in
            for i in (0..<count).halting() {
                let value = source[i] &* scale
                target[4 * i] = value
                target[4 * i + 1] = value
                target[4 * i + 2] = value
                target[4 * i + 3] = hasKey && value == key ? 0 : 255
            }
        }
    }

    /// 16 bits become 8, rounded. (ComfyUI divides by 255 and cuts off what is over 255 then, or with recent versions of
    /// Pillow divides nothing, and the picture is white.)
    private func fromDeepGrey() -> [UInt8] {
        let key = header.has_transparency ? Int(header.transparent_color.0) : nil
        return makeRGBA { source, target, count in
            for i in (0..<count).halting() {
                let deep = Int(source[2 * i]) << 8 | Int(source[2 * i + 1])
                let value = UInt8((deep * 255 + 32767) / 65535)
                target[4 * i] = value
                target[4 * i + 1] = value
                target[4 * i + 2] = value
                target[4 * i + 3] = deep == key ? 0 : 255
            }
        }
    }

    /// RGB, or with an alpha channel; of 16 bits the high eight count.
    private func fromColor() -> [UInt8] {
        let channels = Int(header.samples)
        let step = header.bit_depth == 16 ? 2 : 1
        let isGrey = channels == 2
        let hasKey = header.has_transparency && channels == 3
        // Pillow compares the low eight bits of the file's colour, whatever the depth
        let key = [header.transparent_color.0, header.transparent_color.1, header.transparent_color.2]
            .map(UInt8.init(truncatingIfNeeded:))
        return makeRGBA { source, target, count in
            for i in (0..<count).halting() {
                let at = i * channels * step
                let red = source[at]
                let green = isGrey ? red : source[at + step]
                let blue = isGrey ? red : source[at + 2 * step]
                target[4 * i] = red
                target[4 * i + 1] = green
                target[4 * i + 2] = blue
                if channels == 3 {
                    target[4 * i + 3] = hasKey && red == key[0] && green == key[1] && blue == key[2] ? 0 : 255
                } else {
                    target[4 * i + 3] = source[at + (channels - 1) * step]
                }
            }
        }
    }
}
