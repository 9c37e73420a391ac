internal import Formats
internal import Tensors

/// The frames of an animated PNG file (the APNG extension), put together as Pillow does it; but a frame after which the
/// picture is to be as it was before leaves nothing behind, which Pillow overlooks where the frame is blended.
enum AnimatedPNG {
    private struct Control {
        let width, height, x, y: Int
        /// What becomes of it before the next one: 1 nothing is left there, 2 what was there before it.
        let disposal: UInt8
        /// Whether it is laid over what is there instead of replacing it.
        let isBlended: Bool

        init?(_ data: UnsafeRawBufferPointer, _ size: (width: Int, height: Int)) {
            guard data.count >= 26 else { return nil }
            func number(_ at: Int) -> Int { PNGChunks.number(data, at: at) }
            (width, height, x, y) = (number(4), number(8), number(12), number(16))
            (disposal, isBlended) = (data[24], data[25] == 1)
            guard width > 0, height > 0, x + width <= size.width, y + height <= size.height else { return nil }
        }
    }

    private struct Part {
        /// None: the picture that programs without animation show.
        let control: Control?
        var data: [UInt8] = []
    }

    /// Nil for a file of one frame, or whose animation makes no sense from its beginning.
    static func decode(
        _ file: UnsafeRawBufferPointer, _ limits: DecodingLimits
    ) throws(FormatError) -> DecodedImage? {
        var header: [UInt8] = []
        var shared: [UInt8] = []
        var wanted: Int?
        var parts: [Part] = []
        var size = (width: 0, height: 0)
        var sequence = 0
        var isSound = true
        reading: for chunk in PNGChunks(file) {
            switch chunk.type {
            case "IHDR" where chunk.data.count == 13:
                header = Array(chunk.data)
                size = (PNGChunks.number(chunk.data, at: 0), PNGChunks.number(chunk.data, at: 4))
            case "PLTE", "tRNS": shared += PNGChunks.chunk(chunk.type, Array(chunk.data))
            case "acTL" where chunk.data.count >= 8 && wanted == nil: wanted = PNGChunks.number(chunk.data, at: 0)
            case "IDAT":
                // most pictures are not animated
                guard let wanted, wanted > 0 else { return nil }
                if parts.isEmpty { parts.append(Part(control: nil)) }
                if parts.count == 1 { parts[0].data += chunk.data }
            case "fcTL":
                guard let control = Control(chunk.data, size), PNGChunks.number(chunk.data, at: 0) == sequence,
                    parts.last?.data.isEmpty != true
                else {
                    isSound = false
                    break reading
                }
                sequence += 1
                parts.append(Part(control: control))
            case "fdAT":
                guard chunk.data.count >= 4, PNGChunks.number(chunk.data, at: 0) == sequence, !parts.isEmpty else {
                    isSound = false
                    break reading
                }
                sequence += 1
                parts[parts.count - 1].data += chunk.data.dropFirst(4)
            default: break
            }
        }
        parts.removeAll { $0.data.isEmpty }
        guard parts.count > 1, header.count == 13 else { return nil }
        let base = try PNGDecoder.read(file, limits)
        _ = try limits.check(size.width, size.height, frames: parts.count, of: "PNG")
        var canvas = Canvas(base.rgba)
        var frames: [DecodedImage.Frame] = []
        for part in parts {
            if let control = part.control {
                let dimensions = PNGChunks.bytes(control.width) + PNGChunks.bytes(control.height) + header[8...]
                let piece =
                    PNGChunks.signature + PNGChunks.chunk("IHDR", dimensions) + shared
                    + PNGChunks.chunk("IDAT", part.data) + PNGChunks.chunk("IEND", [])
                let decoded = piece.withUnsafeBytes { try? PNGDecoder.read($0, limits).rgba }
                guard let decoded else {
                    isSound = false
                    break
                }
                canvas.draw(
                    decoded, x: control.x, y: control.y, isBlended: control.isBlended && !frames.isEmpty,
                    disposal: frames.isEmpty && control.disposal == 2 ? 1 : control.disposal)
            }
            frames.append(.init(rgba: base.orientation.upright(canvas.image), hasAlpha: base.hasAlpha))
        }
        guard !frames.isEmpty else { return nil }
        return DecodedImage(
            frames: frames, text: base.text, damage: isSound ? nil : "damaged PNG: the animation breaks off")
    }

    private struct Canvas {
        private let width: Int
        private let height: Int
        private var pixels: [UInt8]
        private var disposal: (x: Int, y: Int, image: PixelImage)?

        init(_ image: PixelImage) {
            (width, height, pixels) = (image.width, image.height, image.bytes)
        }

        var image: PixelImage { PixelImage(width: width, height: height, channels: 4, bytes: pixels) }

        mutating func draw(_ image: PixelImage, x: Int, y: Int, isBlended: Bool, disposal kind: UInt8) {
            if let disposal { put(disposal.image, x: disposal.x, y: disposal.y, isBlended: false) }
            switch kind {
            case 1:
                let empty = [UInt8](repeating: 0, count: image.bytes.count)
                disposal = (x, y, PixelImage(width: image.width, height: image.height, channels: 4, bytes: empty))
            case 2: disposal = (x, y, part(image.width, image.height, x: x, y: y))
            default: disposal = nil
            }
            put(image, x: x, y: y, isBlended: isBlended)
        }

        private func part(_ columns: Int, _ rows: Int, x: Int, y: Int) -> PixelImage {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(4 * columns * rows)
            for row in y..<(y + rows) {
                let start = 4 * (row * width + x)
                bytes += pixels[start..<(start + 4 * columns)]
            }
            return PixelImage(width: columns, height: rows, channels: 4, bytes: bytes)
        }

        private mutating func put(_ image: PixelImage, x: Int, y: Int, isBlended: Bool) {
            for row in (0..<image.height).halting(each: 4 * image.width) {
                for column in 0..<image.width {
                    let from = 4 * (row * image.width + column)
                    let to = 4 * ((y + row) * width + x + column)
                    let alpha = isBlended ? Int(image.bytes[from + 3]) : 255
                    for c in 0..<4 {
                        // as Pillow pastes through a mask, alpha included
                        let (new, old) = (Int(image.bytes[from + c]), Int(pixels[to + c]))
                        let sum: Int = new * alpha + old * (255 - alpha) + 128
                        pixels[to + c] = UInt8((sum + (sum >> 8)) >> 8)
                    }
                }
            }
        }
    }
}
