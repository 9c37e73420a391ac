internal import Formats
internal import Tensors
internal import Workflow

/// Between pixels of 8 bits and values of 0...1.
enum PixelConversion {
    /// ComfyUI's conversion for saving: clamped, and cut off rather than rounded. NaN becomes 0.
    static func byte(_ value: Float) -> UInt8 {
        let scaled = 255 * value
        return scaled >= 255 ? 255 : scaled > 0 ? UInt8(scaled) : 0
    }

    /// images: [B, H, W, C], C of 1, 3 or 4
    static func pixels(_ images: Tensor) throws(NodeError) -> [PixelImage] {
        let (height, width, channels) = (images.shape[1], images.shape[2], images.shape[3])
        guard channels != 2 else { throw NodeError("TypeError", "cannot save an image of shape \(images.shape)") }
        return (0..<images.shape[0]).map { item in
            let bytes = images.slice(item..<(item + 1)).withFloats { $0.map(byte) }
            return PixelImage(width: width, height: height, channels: channels, bytes: bytes)
        }
    }

    /// One channel of pixels. -> [1, H, W]
    static func channel(_ image: PixelImage, _ channel: Int) -> Tensor {
        var result = Tensor(uninitialized: [1, image.height, image.width])
        result.withMutableFloats { values in
            for i in values.indices { values[i] = Float(image.bytes[i * image.channels + channel]) / 255 }
        }
        return result
    }

    /// The first channels of pixels that have at least as many. -> [1, H, W, channels]
    static func values(_ image: PixelImage, channels: Int) -> Tensor {
        var result = Tensor(uninitialized: [1, image.height, image.width, channels])
        result.withMutableFloats { values in
            for i in values.indices {
                values[i] = Float(image.bytes[i / channels * image.channels + i % channels]) / 255
            }
        }
        return result
    }
}
