/// Zeros around an image, in pixels.
package struct ConvPadding: Sendable, Equatable {
    package var top: Int
    package var left: Int
    package var bottom: Int
    package var right: Int

    package init(top: Int, left: Int, bottom: Int, right: Int) {
        precondition(top >= 0 && left >= 0 && bottom >= 0 && right >= 0)
        self.top = top
        self.left = left
        self.bottom = bottom
        self.right = right
    }

    package static let none = ConvPadding(top: 0, left: 0, bottom: 0, right: 0)

    /// The same on all four sides.
    package static func same(_ pixels: Int) -> ConvPadding {
        ConvPadding(top: pixels, left: pixels, bottom: pixels, right: pixels)
    }
}
