import Formats
import Images
import System
import Tensors
import Testing

@Suite struct PixelTests {
    @Test func bytesAreCutOff() {
        #expect(
            [-1, 0, 0.00392, 0.5, 0.99999, 1, 2, .nan].map(PixelConversion.byte) == [0, 0, 0, 127, 254, 255, 255, 0])
    }

    @Test func pixelsAndValues() {
        let image = PixelImage(width: 2, height: 1, channels: 4, bytes: [0, 51, 102, 255, 255, 204, 153, 0])
        #expect(PixelConversion.values(image, channels: 3).shape == [1, 1, 2, 3])
        #expect(PixelConversion.values(image, channels: 3).floats == [0, 0.2, 0.4, 1, 0.8, 0.6])
        #expect(PixelConversion.channel(image, 3).shape == [1, 1, 2])
        #expect(PixelConversion.channel(image, 3).floats == [1, 0])
        #expect(PixelConversion.pixels(PixelConversion.values(image, channels: 4)) == [image])
    }

    @Test func greyAndColoursBecomeOpaque() {
        let grey = PixelImage(width: 2, height: 1, channels: 1, bytes: [7, 9])
        #expect(grey.rgba.bytes == [7, 7, 7, 255, 9, 9, 9, 255])
        let color = PixelImage(width: 1, height: 1, channels: 3, bytes: [1, 2, 3])
        #expect(color.rgba.bytes == [1, 2, 3, 255])
    }

    @Test func palettesHoldTheColoursThereAre() throws {
        let colors: [Palette.Color] = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [9, 9, 9]]
        let palette = try Palette(of: colors + colors, limit: 4, Cancellation())
        #expect(Set(palette.colors) == Set(colors))
        #expect(palette.nearest([250, 9, 3]) == [255, 0, 0])
        #expect(try Palette(of: colors, limit: 1, Cancellation()).colors.count == 1)
    }

    @Test(arguments: Dithering.allCases) func ditheringKeepsToThePalette(_ dithering: Dithering) throws {
        let palette = try Palette(of: [[0, 0, 0], [255, 255, 255]], limit: 2, Cancellation())
        var pixels = [Palette.Color](repeating: [127, 127, 127], count: 256)
        try dithering.apply(palette, to: &pixels, width: 16, Cancellation())
        #expect(Set(pixels).isSubset(of: palette.colors))
        let white = pixels.count { $0 == [255, 255, 255] }
        #expect(dithering == .none ? white == 0 : (96...160).contains(white), "\(white)")
        let cancelled = Cancellation()
        cancelled.cancel()
        #expect(throws: CancellationError.self) {
            try dithering.apply(palette, to: &pixels, width: 16, cancelled)
        }
    }
}
