package import Formats

/// An image file as Pillow's `Image.convert("RGBA")` sees it, upright.
package struct DecodedImage: Sendable {
    package struct Frame: Sendable {
        /// [height, width, 4], straight alpha; the EXIF orientation is already applied.
        package let rgba: PixelImage
        /// Whether ComfyUI's LoadImage makes a mask from the alpha: the file has an alpha channel or a palette with
        /// transparent entries. A transparent colour of a grey or RGB file does not count there.
        package let hasAlpha: Bool

        package init(rgba: PixelImage, hasAlpha: Bool) {
            self.rgba = rgba
            self.hasAlpha = hasAlpha
        }
    }

    /// One, or those of an animation: all of one size. Never empty.
    package let frames: [Frame]
    /// Text chunks in the file's order.
    package let text: [(keyword: String, text: String)]
    /// What is wrong with the file, whose pixels were taken as far as they go; nil for a file in order.
    package let damage: String?

    init(frames: [Frame], text: [(keyword: String, text: String)] = [], damage: String? = nil) {
        precondition(!frames.isEmpty)
        self.frames = frames
        self.text = text
        self.damage = damage
    }

    /// Of the first frame.
    package var rgba: PixelImage { frames[0].rgba }
    package var hasAlpha: Bool { frames[0].hasAlpha }
    package var width: Int { rgba.width }
    package var height: Int { rgba.height }
}
