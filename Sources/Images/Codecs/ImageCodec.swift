package import Formats

/// A format of image files.
package protocol ImageCodec: Sendable {
    /// What errors call it: "PNG".
    var name: String { get }

    /// Whether a file says by its first bytes that it is of this format.
    func recognizes(_ file: UnsafeRawBufferPointer) -> Bool

    /// The frames of a file, all of it checked. Of a damaged one that can be used as far as it goes the result tells so;
    /// others are errors.
    func decode(_ file: [UInt8], limits: DecodingLimits) throws(FormatError) -> DecodedImage
}

/// A format that pictures are also written in.
package protocol WritableImageCodec: ImageCodec {
    /// How the names of its files end: ".png".
    var suffix: String { get }

    /// A file.
    ///
    /// - Parameters:
    ///   - text: what the file tells beside the pixels, such as the workflow that made them.
    ///   - level: how much time compression may take, 0 (none) to 9.
    func encode(_ image: PixelImage, text: [(keyword: String, text: String)], level: Int) throws(FormatError) -> [UInt8]
}
