import Formats
import Testing

@Suite struct AnimatedPNGTests {
    private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        [0, 0, UInt8(data.count >> 8), UInt8(data.count & 255)] + Array(type.utf8) + data + [0, 0, 0, 0]
    }

    private static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

    @Test func theFramesOfAnAnimatedOneAreKnown() {
        let header = Self.chunk("IHDR", Array(repeating: 0, count: 13))
        let frames = Self.chunk("acTL", [0, 0, 1, 4, 0, 0, 0, 0])
        let pixels = Self.chunk("IDAT", [1, 2, 3])
        #expect(PNGTexts.frameCount(Self.signature + header + frames + pixels) == 260)
        #expect(PNGTexts.frameCount(Self.signature + header + pixels + frames) == 1)
        #expect(PNGTexts.frameCount(Self.signature + header + Array(frames.prefix(10))) == 1)
        #expect(PNGTexts.frameCount([0x47, 0x49, 0x46]) == 1)
        #expect(PNGTexts.frameCount(Self.signature) == 1)
    }
}
