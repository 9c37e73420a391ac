/// Pixels of 8 bits a channel, rows without gaps.
package struct PixelImage: Sendable, Equatable {
    package let width: Int
    package let height: Int
    /// 1 (grey), 3 (RGB) or 4 (RGBA, straight alpha).
    package let channels: Int
    /// [height, width, channels]
    package let bytes: [UInt8]

    package init(width: Int, height: Int, channels: Int, bytes: [UInt8]) {
        precondition(bytes.count == width * height * channels)
        self.width = width
        self.height = height
        self.channels = channels
        self.bytes = bytes
    }
}
