package import Formats

/// Pixels that shapes are drawn on as Pillow's ImageDraw draws them (python-pillow/Pillow, src/libImaging/Draw.c): a shape
/// takes the place of what was there, and is cut off at the edges.
package struct Canvas: Sendable {
    package let width: Int
    package let height: Int
    /// Red, green, blue and alpha in rows.
    package private(set) var pixels: [UInt8]

    package typealias Color = (red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8)

    package init(width: Int, height: Int, _ color: Color = (0, 0, 0, 0)) {
        (self.width, self.height) = (width, height)
        pixels = [UInt8](repeating: 0, count: 4 * width * height)
        for y in 0..<height { row(y, 0, width - 1, color) }
    }

    /// From one place to another, both included.
    mutating func row(_ y: Int, _ first: Int, _ last: Int, _ color: Color) {
        guard (0..<height).contains(y), first < width, last >= 0 else { return }
        for x in max(first, 0)..<max(min(last, width - 1) + 1, max(first, 0)) {
            let at = 4 * (y * width + x)
            (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = color
        }
    }

    /// A filled circle.
    package mutating func disc(x: Int, y: Int, radius: Int, _ color: Color) {
        for (offset, reach) in Self.quarter(2 * radius).enumerated() {
            row(y + offset, x - reach, x + reach, color)
            row(y - offset, x - reach, x + reach, color)
        }
    }

    /// How far the rows of a circle reach to the side, from the middle one on: Bresenham's walk around a quarter of it,
    /// on a grid of half pixels, of whose points every second one along both axes is a pixel's.
    private static func quarter(_ diameter: Int) -> [Int] {
        let square = diameter * diameter
        func distance(_ x: Int, _ y: Int) -> Int { abs(square * y * y + square * x * x - square * square) }
        var (x, y) = (diameter, 0)
        var reaches = [x / 2]
        while x != 0 || y != diameter {
            var next = (x: x, y: y + 2)
            if x > 1 {
                if distance(next.x, next.y) > distance(x - 2, y + 2) { next = (x - 2, y + 2) }
                if distance(next.x, next.y) > distance(x - 2, y) { next = (x - 2, y) }
            }
            (x, y) = next
            if y / 2 == reaches.count { reaches.append(x / 2) }
        }
        return reaches
    }

    /// A text that `SmallText` has, of which (x, y) is the upper left corner.
    package mutating func text(_ text: String, x: Int, y: Int, _ color: Color) {
        var start = x
        for glyph in SmallText.glyphs(text) {
            for (index, level) in glyph.levels.enumerated() where level > 0 {
                blend(x: start + index % glyph.width, y: y + glyph.top + index / glyph.width, color, level)
            }
            start += glyph.advance
        }
    }

    private mutating func blend(x: Int, y: Int, _ color: Color, _ level: UInt8) {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return }
        for (channel, ink) in [color.red, color.green, color.blue, color.alpha].enumerated() {
            let at = 4 * (y * width + x) + channel
            let sum = Int(pixels[at]) * (255 - Int(level)) + Int(ink) * Int(level) + 128
            pixels[at] = UInt8((sum >> 8 + sum) >> 8)
        }
    }

    /// As a picture of nodes.
    package var image: PixelImage { PixelImage(width: width, height: height, channels: 4, bytes: pixels) }
}
