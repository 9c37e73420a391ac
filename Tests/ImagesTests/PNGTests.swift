import Formats
import Images
import TestSupport
import Testing

@Suite struct PNGTests {
    private struct Case {
        let name: String
        let file: [UInt8]
        let json: JSON
    }

    /// Files of every kind, and Pillow's pixels: Fixtures/images/make_png.py.
    private static let cases: [Case] = (try! JSON(parsing: Fixtures.bytes("images/png.json"))).array!.map {
        Case(name: $0["name"]!.string!, file: bytes(hex: $0["file"]!.string!), json: $0)
    }

    @Test func decodesAsPillowDoes() throws {
        #expect(Self.cases.count > 80)
        for item in Self.cases {
            let image = try PNG().decode(item.file)
            #expect(
                [image.width, image.height] == [item.json["width"]?.int, item.json["height"]?.int], "\(item.name)")
            #expect(image.rgba.channels == 4)
            #expect(image.hasAlpha == item.json["has_alpha"]?.bool, "\(item.name)")
            #expect(image.rgba.bytes == bytes(hex: item.json["rgba"]!.string!), "\(item.name)")
            guard let text = item.json["text"]?.array else { continue }
            #expect(
                image.text.map { [$0.keyword, $0.text] }.sorted { $0[0] < $1[0] }
                    == text.map { [$0.array![0].string!, $0.array![1].string!] }, "\(item.name)")
        }
    }

    @Test func readsTheReferencesImages() throws {
        let image = try PNG().decode(Fixtures.bytes("reference/goldens/txt2img/ComfyUI_00001_.png"))
        #expect(image.width == 128 && image.height == 128 && !image.hasAlpha)
        #expect(image.rgba.bytes.count == 128 * 128 * 4)
    }

    @Test(arguments: [1, 3, 4], [0, 1, 4, 9])
    func roundTrip(_ channels: Int, _ level: Int) throws {
        let (width, height) = (13, 5)
        let pixels = (0..<width * height * channels).map { UInt8(truncatingIfNeeded: $0 * $0 * 7 + $0 / 3) }
        let image = PixelImage(width: width, height: height, channels: channels, bytes: pixels)
        let texts = [("prompt", #"{"a": "\u00e9"}"#), ("note", "caf\u{e9}"), ("international", "日本語"), ("empty", "")]
        let decoded = try PNG().decode(PNG().encode(image, text: texts, level: level))
        #expect(decoded.hasAlpha == (channels == 4))
        var expected: [UInt8] = []
        for i in 0..<width * height {
            let pixel = pixels[i * channels..<(i + 1) * channels]
            expected +=
                channels == 1 ? [pixel.first!, pixel.first!, pixel.first!, 255] : pixel + (channels == 3 ? [255] : [])
        }
        #expect(decoded.rgba.bytes == expected)
        #expect(decoded.text.map(\.keyword) == texts.map(\.0))
        #expect(decoded.text.map(\.text) == texts.map(\.1))
    }

    /// Latin-1 text goes into tEXt and other text into iTXt, before the pixels, as Pillow puts it.
    @Test func textChunksAsPillowWritesThem() throws {
        let image = PixelImage(width: 1, height: 1, channels: 1, bytes: [7])
        let file = try PNG().encode(image, text: [("prompt", "caf\u{e9}"), ("x", "日")])
        let body = file[33...]
        #expect(Array(body.prefix(8 + 11)) == [0, 0, 0, 11] + Array("tEXtprompt\0caf".utf8) + [0xe9])
        #expect(Array(body.dropFirst(12 + 11).prefix(8 + 9)) == [0, 0, 0, 9] + Array("iTXtx\0\0\0\0\0日".utf8))
        #expect(Array(body.dropFirst(12 + 11 + 12 + 9 + 4).prefix(4)) == Array("IDAT".utf8))
    }

    @Test func levelsCompress() throws {
        let image = PixelImage(width: 64, height: 64, channels: 3, bytes: [UInt8](repeating: 9, count: 64 * 64 * 3))
        #expect(try PNG().encode(image, level: 4).count < 200)
        #expect(try PNG().encode(image, level: 0).count > 64 * 64 * 3)
    }

    @Test func refusesWhatCannotBeWritten() {
        let image = PixelImage(width: 1, height: 1, channels: 1, bytes: [7])
        for keyword in ["", "日", "a\0b", String(repeating: "k", count: 80)] {
            #expect(throws: FormatError.self) { try PNG().encode(image, text: [(keyword, "x")]) }
        }
        #expect(throws: FormatError.self) { try PNG().encode(image, text: [("a", "x\0y")]) }
        #expect(throws: FormatError.self) { try PNG().encode(image, level: 10) }
        #expect(throws: FormatError.self) { try PNG().encode(PixelImage(width: 0, height: 1, channels: 3, bytes: [])) }
        #expect(throws: FormatError.self) {
            try PNG().encode(PixelImage(width: 1, height: 1, channels: 2, bytes: [1, 2]))
        }
    }

    @Test func everyTruncationIsTold() throws {
        for name in ["text", "color3_4bit_interlaced", "many_idat", "exif_behind"] {
            let file = try #require(Self.cases.first { $0.name == name }).file
            for count in 0..<file.count {
                #expect((try? PNG().decode(Array(file[..<count]))).map { $0.damage != nil } ?? true, "\(name) \(count)")
            }
        }
    }

    /// Files that Pillow reads when it is told to go on: Fixtures/formats/make_damaged_png.py.
    @Test func damagedFilesGiveWhatIsThere() throws {
        for item in try #require(try JSON(parsing: Fixtures.bytes("formats/damaged_png.json")).array) {
            let name = try #require(item["name"]?.string)
            let image = try PNG().decode(bytes(hex: item["file"]!.string!))
            #expect(image.damage?.hasPrefix("damaged PNG: ") == true, "\(name)")
            #expect(image.hasAlpha == item["has_alpha"]?.bool, "\(name)")
            let compared = image.width * 4 * item["rows"]!.int!
            #expect(image.rgba.bytes.prefix(compared) == bytes(hex: item["rgba"]!.string!).prefix(compared), "\(name)")
        }
    }

    /// Every byte is covered by a checksum, or is the signature, a length or a checksum itself.
    @Test func everyFlippedBitIsTold() throws {
        for name in ["text", "color3_4bit_interlaced", "color6_16bit"] {
            let file = try #require(Self.cases.first { $0.name == name }).file
            for index in file.indices {
                var flipped = file
                flipped[index] ^= 1 << (index % 8)
                #expect((try? PNG().decode(flipped)).map { $0.damage != nil } ?? true, "\(name) \(index)")
            }
        }
    }

    /// Damage under a valid checksum, where libpng and zlib have to notice it.
    @Test func damageUnderAValidChecksumIsReadOrRejected() throws {
        for item in Self.cases {
            for chunk in Chunk.split(item.file) {
                for index in chunk.body.indices {
                    var chunk = chunk
                    chunk.body[index] ^= 1 << (index % 8)
                    let file = item.file[..<chunk.start] + chunk.bytes + item.file[chunk.end...]
                    // whatever comes of it, it is an image of the declared size or an error
                    if let image = try? PNG().decode(Array(file)) {
                        #expect(image.rgba.bytes.count == image.width * image.height * 4)
                    }
                }
            }
        }
    }

    @Test func limitsSizes() throws {
        let file = try #require(Self.cases.first { $0.name == "text" }).file
        #expect(throws: FormatError(.tooLarge, "PNG of 3x2 pixels is over the limit of 5 pixels")) {
            try PNG().decode(file, limits: DecodingLimits(pixels: 5))
        }
        // texts over a limit are left out
        #expect(try PNG().decode(file, limits: DecodingLimits(textBytes: 100)).text.count == 5)
        #expect((1...3).contains(try PNG().decode(file, limits: DecodingLimits(texts: 3)).text.count))
        // many compressed texts: as many as fit, and the pixels all the same
        let zipped = Chunk.split(file).first { $0.kind == Array("zTXt".utf8) }!.bytes
        let crowd = try PNG().decode(
            Array(file[..<33] + (0..<5000).flatMap { _ in zipped } + file[33...]),
            limits: DecodingLimits(textBytes: 1000, texts: 100_000))
        #expect(crowd.text.count > 100 && crowd.text.count < 4000 && crowd.width == 3)
        // a small file that declares a gigantic image
        var chunks = Chunk.split(file)
        chunks[0].body.replaceSubrange(0..<8, with: [0, 0, 0x30, 0, 0, 0, 0x30, 0])
        let bomb = file[..<8] + chunks.flatMap(\.bytes)
        #expect(throws: FormatError(.malformed, "damaged PNG: the file is truncated")) { try PNG().decode(Array(bomb)) }
        chunks[0].body.replaceSubrange(0..<8, with: [0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff])
        let overflow = file[..<8] + chunks.flatMap(\.bytes)
        #expect(throws: FormatError.self) { try PNG().decode(Array(overflow)) }
    }

    @Test func refusesOtherFiles() {
        for file in [[], Array("hello".utf8), [0xff, 0xd8, 0xff, 0xe0]] {
            #expect(throws: FormatError(.malformed, "not a PNG file")) { try PNG().decode(file) }
        }
    }
}

/// A chunk of a PNG file.
private struct Chunk {
    let start: Int
    let end: Int
    let kind: [UInt8]
    var body: [UInt8]

    /// With the right length and checksum.
    var bytes: [UInt8] {
        var crc = UInt32.max
        for byte in kind + body {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xedb8_8320 : 0) }
        }
        return bigEndian(UInt32(body.count)) + kind + body + bigEndian(~crc)
    }

    private func bigEndian(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }

    static func split(_ file: [UInt8]) -> [Chunk] {
        var chunks: [Chunk] = []
        var at = 8
        while at < file.count {
            let length = file[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
            let end = at + 12 + length
            chunks.append(
                Chunk(
                    start: at, end: end, kind: Array(file[at + 4..<at + 8]), body: Array(file[at + 8..<at + 8 + length])
                ))
            at = end
        }
        return chunks
    }
}
