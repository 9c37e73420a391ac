package import Formats

/// Writes animations as PNG with the APNG extension.
package enum AnimatedPNGEncoder {
    /// - Parameters:
    ///   - frames: of one size. Equal ones that follow each other become one that is shown longer, as with Pillow; a
    ///     single one is a plain PNG.
    ///   - milliseconds: how long each is shown.
    ///   - comments: "comf" chunks behind the first frame, where ComfyUI keeps a workflow.
    package static func encode(
        _ frames: [PixelImage], milliseconds: Int, comments: [[UInt8]], level: Int
    ) throws(FormatError) -> [UInt8] {
        var shown: [(image: PixelImage, milliseconds: Int)] = []
        for frame in frames {
            if let last = shown.last, last.image == frame {
                shown[shown.count - 1].milliseconds += milliseconds
            } else {
                shown.append((frame, milliseconds))
            }
        }
        var file = PNGChunks.signature
        var sequence = 0
        for (index, frame) in shown.enumerated() {
            let plain = try PNGEncoder.encode(frame.image, text: [], level: level)
            plain.withUnsafeBytes { plain in
                let data = PNGChunks(plain).filter { $0.type == "IDAT" }
                if index == 0 {
                    for chunk in PNGChunks(plain).prefix(while: { $0.type != "IDAT" }) {
                        file += PNGChunks.chunk(chunk.type, Array(chunk.data))
                    }
                    if shown.count > 1 {
                        file += PNGChunks.chunk("acTL", PNGChunks.bytes(shown.count) + PNGChunks.bytes(0))
                    }
                }
                if shown.count > 1 {
                    file += PNGChunks.chunk("fcTL", control(frame.image, frame.milliseconds, &sequence))
                }
                for chunk in data {
                    if index == 0 {
                        file += PNGChunks.chunk("IDAT", Array(chunk.data))
                    } else {
                        file += PNGChunks.chunk("fdAT", PNGChunks.bytes(sequence) + chunk.data)
                        sequence += 1
                    }
                }
            }
            if index == 0 { for comment in comments { file += PNGChunks.chunk("comf", comment) } }
        }
        return file + PNGChunks.chunk("IEND", [])
    }

    /// A frame that replaces the whole picture.
    private static func control(_ image: PixelImage, _ milliseconds: Int, _ sequence: inout Int) -> [UInt8] {
        defer { sequence += 1 }
        let delay = [
            UInt8(truncatingIfNeeded: min(milliseconds, 65535) >> 8),
            UInt8(truncatingIfNeeded: min(milliseconds, 65535)),
        ]
        return PNGChunks.bytes(sequence) + PNGChunks.bytes(image.width) + PNGChunks.bytes(image.height)
            + [0, 0, 0, 0, 0, 0, 0, 0] + delay + [0x03, 0xe8, 0, 0]
    }
}
