package import Formats
internal import Glibc
package import Tensors

/// Writes pictures of light as OpenEXR: scanlines of 32 bit floats, not compressed. The values are linear, as the format
/// wants them.
package enum OpenEXR {
    /// What the values of a picture mean.
    package enum Space: String, Sendable {
        /// Rec. 709 with sRGB's curve.
        case sRGB
        /// Rec. 2020 with the curve of HLG (BT.2100).
        case HDR
        /// Rec. 709, linear already.
        case linear

        fileprivate func linear(_ value: Float) -> Float {
            switch self {
            case .linear: value
            case .sRGB: value <= 0.04045 ? value / 12.92 : powf((value + 0.055) / 1.055, 2.4)
            case .HDR:
                value <= 0.5
                    ? value * value / 3 : (expf((value - 0.55991072928) / 0.17883277) + 0.28466892) / 12
            }
        }

        /// Where red, green, blue and white lie (CIE 1931 xy).
        fileprivate var chromaticities: [Float] {
            self == .HDR
                ? [0.708, 0.292, 0.17, 0.797, 0.131, 0.046, 0.3127, 0.329]
                : [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329]
        }
    }

    /// image: [1, H, W, C], 1 grey, 3 RGB, 4 with alpha.
    package static func encode(
        _ image: Tensor, space: Space, text: [(keyword: String, text: String)]
    ) throws(FormatError) -> [UInt8] {
        let (height, width, channels) = (image.shape[1], image.shape[2], image.shape[3])
        // by name, as the format wants them
        let names: [(name: String, channel: Int)] =
            switch channels {
            case 1: [("Y", 0)]
            case 3: [("B", 2), ("G", 1), ("R", 0)]
            case 4: [("A", 3), ("B", 2), ("G", 1), ("R", 0)]
            default: throw FormatError(.unsupported, "OpenEXR of \(channels) channels")
            }
        guard width < 1 << 24, height < 1 << 24 else { throw FormatError(.tooLarge, "OpenEXR of \(width)x\(height)") }
        var file: [UInt8] = [0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0]
        func attribute(_ name: String, _ type: String, _ value: [UInt8]) {
            file += Array(name.utf8) + [0] + Array(type.utf8) + [0] + bytes(UInt32(value.count)) + value
        }
        // a name, 32 bit floats, no logarithm, every place
        let list = names.flatMap { Array($0.name.utf8) + [0] + bytes(2) + bytes(0) + bytes(1) + bytes(1) }
        let window = bytes(0) + bytes(0) + bytes(UInt32(width - 1)) + bytes(UInt32(height - 1))
        attribute("channels", "chlist", list + [0])
        attribute("chromaticities", "chromaticities", space.chromaticities.flatMap { bytes($0.bitPattern) })
        attribute("compression", "compression", [0])
        attribute("dataWindow", "box2i", window)
        attribute("displayWindow", "box2i", window)
        attribute("lineOrder", "lineOrder", [0])
        attribute("pixelAspectRatio", "float", bytes(Float(1).bitPattern))
        attribute("screenWindowCenter", "v2f", bytes(0) + bytes(0))
        attribute("screenWindowWidth", "float", bytes(Float(1).bitPattern))
        for (keyword, text) in text where !keyword.isEmpty && keyword.utf8.count < 32 && !keyword.utf8.contains(0) {
            attribute(keyword, "string", Array(text.utf8))
        }
        file.append(0)
        let line = 8 + 4 * width * names.count
        let start = file.count + 8 * height
        for row in 0..<height {
            let place = UInt64(start + row * line)
            file += (0..<8).map { UInt8(truncatingIfNeeded: place >> (8 * UInt64($0))) }
        }
        let size = start + height * line
        try FormatError.allocating { try TensorMemory.check(size) }
        file.reserveCapacity(size)
        image.withFloats { values in
            for row in 0..<height {
                file += bytes(UInt32(row)) + bytes(UInt32(line - 8))
                for (name, channel) in names {
                    for column in 0..<width {
                        let value = values[(row * width + column) * channels + channel]
                        file += bytes((name == "A" ? value : space.linear(value)).bitPattern)
                    }
                }
            }
        }
        return file
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
    }
}
