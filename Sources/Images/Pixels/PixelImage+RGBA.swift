package import Formats
internal import Tensors

extension PixelImage {
    /// Grey and RGB pixels with full alpha; others as they are.
    package var rgba: PixelImage {
        if channels == 4 { return self }
        let count = width * height
        let bytes = [UInt8](unsafeUninitializedCapacity: count * 4) { target, initialized in
            for i in (0..<count).halting(each: 4) {
                for c in 0..<3 { target[i * 4 + c] = self.bytes[i * channels + (channels == 1 ? 0 : c)] }
                target[i * 4 + 3] = 255
            }
            initialized = count * 4
        }
        return PixelImage(width: width, height: height, channels: 4, bytes: bytes)
    }
}
