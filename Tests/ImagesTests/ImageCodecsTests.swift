import Formats
import TestSupport
import Testing

@testable import Images

@Suite struct ImageCodecsTests {
    /// What one of the codecs writes, the list reads.
    @Test(arguments: ImageCodecs.all.map(\.name)) func readsWhatItWrites(_ name: String) throws {
        let codec = try #require(ImageCodecs.all.first { $0.name == name })
        let image = PixelImage(width: 2, height: 1, channels: 4, bytes: [1, 2, 3, 255, 5, 6, 7, 8])
        let file = try codec.encode(image, text: [("prompt", "{}")], level: 4)
        #expect(ImageCodecs.all.filter { file.withUnsafeBytes($0.recognizes) }.map(\.name) == [name])
        let decoded = try ImageCodecs.decode(file)
        #expect(decoded.rgba == image && decoded.hasAlpha)
        #expect(decoded.text.map(\.text) == ["{}"])
        #expect(codec.suffix.hasPrefix("."))
    }

    @Test(
        arguments: [
            ([0xff, 0xd8, 0xff, 0xe0], "JPEG"), (Array("RIFF\0\0\0\0WEBPVP8 ".utf8), "WebP"),
            (Array("GIF89a".utf8), "GIF"),
            (Array("BM".utf8), "BMP"), ([0x49, 0x49, 0x2a, 0], "TIFF"), (Array("\0\0\0\u{20}ftypavif".utf8), "AVIF"),
            ([0x76, 0x2f, 0x31, 0x01], "OpenEXR"),
        ] as [([UInt8], String)])
    func namesOtherFormats(_ head: [UInt8], _ name: String) {
        #expect(throws: FormatError(.unsupported, "\(name) images are not supported, only PNG")) {
            try ImageCodecs.decode(head)
        }
    }

    @Test func refusesWhatIsNoImage() {
        #expect(throws: FormatError(.malformed, "the image file is empty")) { try ImageCodecs.decode([]) }
        for text in ["hello", "RIFF    WAVE", "    WEBP", "RIFF"] {
            #expect(throws: FormatError(.malformed, "not an image file of a known format")) {
                try ImageCodecs.decode(Array(text.utf8))
            }
        }
    }
}
