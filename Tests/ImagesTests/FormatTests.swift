import Formats
import TestSupport
import Testing

@testable import Images

/// JPEG, WebP, GIF, BMP, TIFF and animated PNG.
@Suite struct FormatTests {
    private struct Case {
        let name: String
        let file: [UInt8]
        let json: JSON
    }

    /// Files of every kind, and Pillow's pixels: Fixtures/images/make_formats.py.
    private static let cases: [Case] = (try! JSON(parsing: Fixtures.bytes("images/formats.json"))).array!.map {
        Case(name: $0["name"]!.string!, file: bytes(hex: $0["file"]!.string!), json: $0)
    }

    private static func file(_ name: String) throws -> [UInt8] {
        try #require(cases.first { $0.name == name }).file
    }

    @Test func decodesAsPillowDoes() throws {
        #expect(Self.cases.count > 100)
        for item in Self.cases {
            let image = try ImageCodecs.decode(item.file)
            let frames = try #require(item.json["frames"]?.array)
            #expect(
                [image.width, image.height] == [item.json["width"]?.int, item.json["height"]?.int], "\(item.name)")
            #expect(image.damage?.contains("left out") ?? true, "\(item.name)")
            #expect(image.frames.count == frames.count, "\(item.name)")
            for (index, (frame, expected)) in zip(image.frames, frames).enumerated() {
                #expect(frame.hasAlpha == expected["has_alpha"]?.bool, "\(item.name) \(index)")
                let pixels = bytes(hex: expected["rgba"]!.string!)
                let most = Self.difference(frame, pixels)
                #expect(most <= item.json["tolerance"]!.int!, "\(item.name) frame \(index)")
            }
        }
    }

    /// The largest, of the alpha only where it means something.
    private static func difference(_ frame: DecodedImage.Frame, _ expected: [UInt8]) -> Int {
        guard frame.rgba.bytes.count == expected.count else { return 256 }
        return expected.indices.map { at in
            at % 4 == 3 && !frame.hasAlpha ? 0 : abs(Int(frame.rgba.bytes[at]) - Int(expected[at]))
        }.max() ?? 0
    }

    /// Files that are cut off somewhere: an error, or what is there and a warning. Some formats end with bytes that nobody
    /// needs.
    @Test(arguments: [
        "jpeg_420", "jpeg_progressive", "webp_lossless", "webp_lossy_alpha", "webp_animated", "gif_animated_3_5_2",
        "gif_interlaced", "bmp_8", "bmp_runs4", "bmp_abgr", "tiff_tiff_lzw_RGB", "tiff_tiles", "tiff_pages",
        "apng_rgba_1_1",
    ]) func truncation(_ name: String) throws {
        let file = try Self.file(name)
        let whole = try ImageCodecs.decode(file)
        for count in stride(from: 0, to: file.count, by: max(1, file.count / 150)) {
            guard let image = try? ImageCodecs.decode(Array(file[..<count])) else { continue }
            #expect(image.width == whole.width && image.height == whole.height, "\(count)")
        }
        if ["jpeg_420", "bmp_8", "webp_lossless"].contains(name) {
            let part = try? ImageCodecs.decode(Array(file[..<(file.count * 2 / 3)]))
            #expect(part.map { $0.damage != nil } ?? true)
        }
    }

    /// What is there of a photo that was not received as a whole; the rest of it is black, not transparent.
    @Test func partOfAPhoto() throws {
        let file = try Self.file("jpeg_420")
        let image = try JPEG().decode(Array(file[..<(file.count - 40)]))
        #expect(image.damage == "damaged JPEG: the file is truncated")
        #expect(stride(from: 3, to: image.rgba.bytes.count, by: 4).allSatisfy { image.rgba.bytes[$0] == 255 })
    }

    /// Flipped bits, wherever they are: never anything but a picture or an error.
    @Test(arguments: ["jpeg_", "webp_", "gif_", "bmp_", "tiff_", "apng_"]) func flippedBits(_ prefix: String) {
        let limits = DecodingLimits(pixels: 1 << 16)
        for item in Self.cases where item.name.hasPrefix(prefix) && item.file.count < 700 {
            for place in stride(from: 0, to: item.file.count, by: max(1, item.file.count / 60)) {
                var file = item.file
                file[place] ^= 1 << (place % 8)
                guard let image = try? ImageCodecs.decode(file, limits: limits) else { continue }
                #expect(image.width * image.height * image.frames.count <= limits.pixels)
            }
        }
    }

    /// Headers that promise far more than the file has.
    @Test func bombs() throws {
        var jpeg = try Self.file("jpeg_420")
        let frame = try #require(jpeg.indices.first { jpeg[$0] == 0xff && $0 + 1 < jpeg.count && jpeg[$0 + 1] == 0xc0 })
        jpeg.replaceSubrange((frame + 5)..<(frame + 9), with: [0xff, 0xdc, 0xff, 0xdc])
        expectError(.tooLarge, jpeg)
        jpeg.replaceSubrange((frame + 5)..<(frame + 9), with: [0x30, 0, 0x30, 0])
        expectError(.malformed, jpeg)

        var gif = try Self.file("gif_plain")
        gif.replaceSubrange(6..<10, with: [0xff, 0xff, 0xff, 0xff])
        expectError(.tooLarge, gif)
        var bmp = try Self.file("bmp_24")
        bmp.replaceSubrange(18..<26, with: [0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0x7f])
        expectError(.tooLarge, bmp)
        bmp.replaceSubrange(18..<26, with: [0, 0, 0, 0, 1, 0, 0, 0])
        expectError(.malformed, bmp)
        let small = DecodingLimits(pixels: 12 * 7 * 2)
        #expect(throws: FormatError.self) { try ImageCodecs.decode(Self.file("webp_animated"), limits: small) }
        #expect(throws: FormatError.self) { try ImageCodecs.decode(Self.file("tiff_pages"), limits: small) }
        #expect(throws: FormatError.self) {
            try ImageCodecs.decode(Self.file("apng_rgb_0_0"), limits: DecodingLimits(pixels: 9 * 6 * 3))
        }
    }

    private func expectError(_ code: FormatError.Code, _ file: [UInt8], line: Int = #line) {
        do throws(FormatError) {
            _ = try ImageCodecs.decode(file)
            Issue.record("line \(line)")
        } catch {
            #expect(error.code == code, "line \(line): \(error.message)")
        }
    }

    // MARK: Written animations

    private static let film = (0..<4).map { frame in
        PixelImage(
            width: 13, height: 9, channels: 3,
            bytes: (0..<13 * 9 * 3).map { UInt8(truncatingIfNeeded: ($0 * 31 + $0 * $0 / 7) * (frame + 1)) })
    }

    @Test func writesAnimatedPNG() throws {
        let frames = [Self.film[0], Self.film[1], Self.film[1], Self.film[2]]
        let comment = Array("prompt\0{\"1\": {}}".utf8)
        let file = try AnimatedPNGEncoder.encode(frames, milliseconds: 40, comments: [comment], level: 4)
        let decoded = try ImageCodecs.decode(file)
        // equal frames are one that is shown longer
        #expect(decoded.frames.map(\.rgba) == [0, 1, 2].map { Self.film[$0].rgba })
        #expect(!decoded.hasAlpha && decoded.damage == nil)
        #expect(PNGTexts.read(file).map(\.keyword) == ["prompt"])
        let one = try AnimatedPNGEncoder.encode([Self.film[0]], milliseconds: 40, comments: [], level: 0)
        #expect(try ImageCodecs.decode(one).rgba == Self.film[0].rgba)
        #expect(!one.indices.contains { one[$0...].starts(with: "acTL".utf8) })
    }

    @Test func writesAnimatedWebP() throws {
        let exif = ExifWriter.data(texts: [("workflow", "{\"ü\": 1}"), ("prompt", "{}")])
        let file = try AnimatedWebP(lossless: true, quality: 80, method: 0).encode(
            Self.film, milliseconds: 40, exif: exif)
        let decoded = try ImageCodecs.decode(file)
        #expect(decoded.frames.count == 4)
        for (frame, expected) in zip(decoded.frames, Self.film) {
            #expect(Self.colors(frame.rgba) == Self.colors(expected.rgba))
        }
        #expect(ExifTexts.read(file)?.sorted() == ["prompt:{}", "workflow:{\"ü\": 1}"])
        let lossy = try AnimatedWebP(lossless: false, quality: 5, method: 4).encode(
            Self.film, milliseconds: 40, exif: [])
        #expect(try ImageCodecs.decode(lossy).frames.count == 4)
        #expect(lossy.count < file.count)
        #expect(throws: FormatError.self) {
            try AnimatedWebP(lossless: true, quality: 80, method: 0).encode([], milliseconds: 40, exif: [])
        }
        let wide = PixelImage(width: 16384, height: 1, channels: 1, bytes: [UInt8](repeating: 0, count: 16384))
        #expect(throws: FormatError.self) {
            try AnimatedWebP(lossless: true, quality: 80, method: 0).encode([wide], milliseconds: 40, exif: [])
        }
    }

    private static func colors(_ image: PixelImage) -> [UInt8] {
        image.bytes.indices.filter { $0 % 4 < 3 }.map { image.bytes[$0] }
    }
}
