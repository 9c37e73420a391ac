package import Formats

extension Canvas {
    /// - Parameter image: of 3 or 4 channels
    package init(_ image: PixelImage) {
        self.init(width: image.width, height: image.height, (0, 0, 0, 255))
        for y in 0..<height {
            for x in 0..<width {
                let at = (y * width + x) * image.channels
                let alpha = image.channels == 4 ? image.bytes[at + 3] : 255
                row(y, x, x, (image.bytes[at], image.bytes[at + 1], image.bytes[at + 2], alpha))
            }
        }
    }

    /// Filled, both corners included; nothing where they are the wrong way around.
    package mutating func rectangle(_ x: ClosedRange<Int>, _ y: ClosedRange<Int>, _ color: Color) {
        for row in max(y.lowerBound, 0)..<max(min(y.upperBound, height - 1) + 1, max(y.lowerBound, 0)) {
            self.row(row, x.lowerBound, x.upperBound, color)
        }
    }

    /// Its frame, which is as wide to the inside.
    package mutating func frame(_ x: ClosedRange<Int>, _ y: ClosedRange<Int>, width: Int, _ color: Color) {
        for inset in 0..<width {
            let (left, right) = (x.lowerBound + inset, x.upperBound - inset)
            let (top, bottom) = (y.lowerBound + inset, y.upperBound - inset)
            guard left <= right, top <= bottom else { return }
            rectangle(left...right, top...top, color)
            rectangle(left...right, bottom...bottom, color)
            rectangle(left...left, top...bottom, color)
            rectangle(right...right, top...bottom, color)
        }
    }

    /// How wide a text is that `SmallText` has.
    package static func width(of text: String) -> Int { SmallText.glyphs(text).reduce(0) { $0 + $1.advance } }
}
