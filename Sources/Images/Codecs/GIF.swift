package import Formats

/// GIF files, whose frames are put together as Pillow does it.
package struct GIF: ImageCodec {
    private static let signatures = ["GIF87a", "GIF89a"].map { FileSignature("GIF", Array($0.utf8)) }

    package init() {}

    package var name: String { "GIF" }

    package func recognizes(_ file: UnsafeRawBufferPointer) -> Bool { Self.signatures.contains { $0.marks(file) } }

    /// Of an animation the frames of the first one's size. What is there of a file that is cut off.
    package func decode(
        _ file: [UInt8], limits: DecodingLimits = DecodingLimits()
    ) throws(FormatError) -> DecodedImage {
        guard file.withUnsafeBytes(recognizes) else { throw FormatError(.malformed, "not a GIF file") }
        var parser = try GIFParser(file)
        guard let first = parser.nextFrame() else { throw FormatError(.malformed, "damaged GIF: it has no picture") }
        let width = max(parser.width, first.right)
        let height = max(parser.height, first.bottom)
        _ = try limits.check(width, height, of: "GIF")
        var canvas = GIFCanvas(width: width, height: height, background: parser.background)
        var damage = canvas.start(with: first, parser.globalPalette)
        var frames = [canvas.frame]
        while let frame = parser.nextFrame() {
            try CodecCancellation.check()
            // a frame beyond the edges makes the rest of the animation larger, and LoadImage leaves that out
            guard frame.right <= width, frame.bottom <= height else {
                damage =
                    damage ?? "the frames from number \(frames.count + 1) on are left out: one lies beyond the edges"
                break
            }
            _ = try limits.check(width, height, frames: frames.count + 1, of: "GIF")
            damage = canvas.draw(frame, parser.globalPalette) ?? damage
            frames.append(canvas.frame)
        }
        return DecodedImage(frames: frames, damage: damage)
    }
}
