package import Formats
package import System
package import Tensors

/// Between pixels of 8 bits and values of 0...1.
package enum PixelConversion {
    /// ComfyUI's conversion for saving: clamped, and cut off rather than rounded. NaN becomes 0.
    package static func byte(_ value: Float) -> UInt8 {
        let scaled = 255 * value
        return scaled >= 255 ? 255 : scaled > 0 ? UInt8(scaled) : 0
    }

    /// All values.
    ///
    /// - Parameter unknown: how many are NaN is added to it.
    package static func bytes(_ values: Tensor, _ unknown: inout Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: values.count)
        values.withFloats { values in
            for i in values.indices.halting() {
                bytes[i] = byte(values[i])
                if values[i].isNaN { unknown += 1 }
            }
        }
        return bytes
    }

    /// images: [B, H, W, C], C of 1, 3 or 4
    package static func pixels(_ images: Tensor) -> [PixelImage] {
        let (height, width, channels) = (images.shape[1], images.shape[2], images.shape[3])
        return (0..<images.shape[0]).map { item in
            let bytes = images.slice(item..<(item + 1)).withFloats { $0.map(byte) }
            return PixelImage(width: width, height: height, channels: channels, bytes: bytes)
        }
    }

    /// The same for large pictures, until cancelled, and how many of the values are NaN.
    package static func pixels(
        _ images: Tensor, _ cancellation: Cancellation
    ) throws -> (images: [PixelImage], unknown: Int) {
        let (height, width, channels) = (images.shape[1], images.shape[2], images.shape[3])
        var unknown = 0
        let result = try (0..<images.shape[0]).map { item in
            try TensorMemory.check(height * width * channels)
            let bytes = try images.slice(item..<(item + 1)).withFloats { values in
                try [UInt8](unsafeUninitializedCapacity: values.count) { target, count in
                    for start in stride(from: 0, to: values.count, by: 1 << 20) {
                        try cancellation.check()
                        for i in start..<min(start + (1 << 20), values.count) {
                            target[i] = byte(values[i])
                            if values[i].isNaN { unknown += 1 }
                        }
                    }
                    count = values.count
                }
            }
            return PixelImage(width: width, height: height, channels: channels, bytes: bytes)
        }
        return (result, unknown)
    }

    /// One channel of pixels. -> [1, H, W]
    package static func channel(_ image: PixelImage, _ channel: Int) -> Tensor {
        values(image, [image.height, image.width], channel..<(channel + 1))
    }

    /// The first channels of pixels that have at least as many. -> [1, H, W, channels]
    package static func values(_ image: PixelImage, channels: Int) -> Tensor {
        values(image, [image.height, image.width, channels], 0..<channels)
    }

    private static func values(_ image: PixelImage, _ shape: [Int], _ channels: Range<Int>) -> Tensor {
        var result = Tensor(uninitialized: [1] + shape)
        result.withMutableFloats { values in
            for i in values.indices.halting() {
                let (pixel, c) = i.quotientAndRemainder(dividingBy: channels.count)
                values[i] = Float(image.bytes[pixel * image.channels + channels.lowerBound + c]) / 255
            }
        }
        return result
    }
}
