internal import Formats
internal import Images

/// A picture of one of the formats: frames of one size, within the limit.
func fuzzPicture(_ bytes: [UInt8], _ codec: some ImageCodec) {
    let limits = DecodingLimits(pixels: 1 << 18, textBytes: 1 << 20, texts: 100)
    guard let image = try? codec.decode(bytes, limits: limits) else { return }
    precondition(image.width * image.height * image.frames.count <= limits.pixels)
    for frame in image.frames {
        precondition(frame.rgba.channels == 4)
        precondition(frame.rgba.width == image.width && frame.rgba.height == image.height)
    }
}
