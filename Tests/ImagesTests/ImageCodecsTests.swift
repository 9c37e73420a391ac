import Formats
import TestSupport
import Testing

@testable import Images

@Suite struct ImageCodecsTests {
    /// What is written, the list reads.
    @Test func readsWhatItWrites() throws {
        let codec = ImageCodecs.standard
        let image = PixelImage(width: 2, height: 1, channels: 4, bytes: [1, 2, 3, 255, 5, 6, 7, 8])
        let file = try codec.encode(image, text: [("prompt", "{}")], level: 4)
        #expect(ImageCodecs.all.filter { file.withUnsafeBytes($0.recognizes) }.map(\.name) == [codec.name])
        let decoded = try ImageCodecs.decode(file)
        #expect(decoded.rgba == image && decoded.hasAlpha)
        #expect(decoded.text.map(\.text) == ["{}"])
        #expect(codec.suffix.hasPrefix("."))
    }

    @Test(
        arguments: [
            (Array("\0\0\0\u{20}ftypavif".utf8), "AVIF"), ([0x76, 0x2f, 0x31, 0x01], "OpenEXR"),
            ([0x49, 0x49, 0x2b, 0], "BigTIFF"), ([0xff, 0x0a], "JPEG XL"),
        ] as [([UInt8], String)])
    func namesOtherFormats(_ head: [UInt8], _ name: String) {
        #expect(
            throws: FormatError(.unsupported, "\(name) images are not supported, only PNG, JPEG, WebP, GIF, BMP, TIFF")
        ) {
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
