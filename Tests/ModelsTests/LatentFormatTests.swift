import Formats
import Models
import Tensors
import Testing

@Suite struct LatentFormatTests {
    /// The colours are a product with the factors, moved from -1...1 to 0...255 and cut off, not rounded.
    @Test func preview() {
        // channels first: five pixels of two items, of which only the first shows
        var values = [Float](repeating: 9, count: 2 * 4 * 5)
        let pixels: [[Float]] = [[0, 0, 0, 0], [1, 0, 0, 0], [0.5, -1, 2, 0.25], [9, 9, 9, -9], [.nan, 0, 0, 0]]
        for (pixel, latent) in pixels.enumerated() {
            for (channel, value) in latent.enumerated() { values[channel * 5 + pixel] = value }
        }
        let image = LatentFormat.sd1.preview(Tensor(values, shape: [2, 4, 1, 5]))
        #expect(image.width == 5 && image.height == 1 && image.channels == 3)
        #expect(
            image.bytes == [
                127, 127, 127,  // 127.5
                172, 156, 168,  // (1 + 0.3512) / 2 * 255 = 172.278, 156.78675, 168.64425
                29, 115, 164,  // -0.7682, -0.09555, 0.291125
                255, 255, 255,
                0, 0, 0,
            ])
    }
}
