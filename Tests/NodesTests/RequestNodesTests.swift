import Folders
import Formats
import Images
import Network
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

@Suite struct RequestNodesTests {
    private let base = TemporaryFolder()
    private var environment: NodeEnvironment { .test(base.folders, threads: 1) }

    private func images(_ count: Int) -> Tensor {
        Tensor((0..<count * 4 * 5 * 3).map { Float($0 % 251) / 255 }, shape: [count, 4, 5, 3])
    }

    @Test func picturesGoWhereTheirNamesSay() throws {
        let node = SaveImagesResponse(environment: environment)
        let output = base.path + "/output"
        let result = try node.run([
            "images": .tensor(images(3)), "pil_save_format": .string("png"), "name": .string("answer"),
            "uris": .list([.string("a.png"), .string("\(output)/b/c.png"), .string("/dev/null")]),
            "metadata_uris": .list([.string("a.json"), .string("b/c.json"), .string("/dev/null")]),
            "exif": .list(
                (0..<3).map { .dictionary(["Title": .string("picture \($0)"), "number": .int(Int128($0))]) }),
            "prompt": .dictionary(["1": .string("é")]),
        ])
        let entries = try #require(result.ui?["images"]?.array)
        #expect(
            entries[1] == [
                "abs_path": .string("\(output)/b/c.png"), "filename": "c.png", "subfolder": "b", "type": "output",
                "name": "answer",
            ])
        #expect(entries[0]["subfolder"] == "" && entries[2]["filename"] == "" && entries.count == 3)
        #expect(result.values[0].json == .array(entries))
        let file = try FileBytes.read("\(output)/b/c.png")
        #expect(try PNG().decode(file).rgba == PixelConversion.pixels(images(3))[1].rgba)
        let texts = PNGTexts.read(file)
        #expect(texts.map(\.keyword) == ["Title", "prompt"])
        #expect(texts.map(\.text) == ["picture 1", #"{"1": "\u00e9"}"#])
        let facts = try JSON(parsing: FileBytes.read("\(output)/b/c.json"))
        #expect(facts == ["prompt_json_str": #"{"1":"é"}"#, "batch_number_str": "1"])
    }

    @Test func picturesOf16BitsAndOpenEXR() throws {
        let node = SaveImagesResponse(environment: environment)
        for format in ["png", "exr"] {
            _ = try node.run([
                "images": .tensor(images(1)), "pil_save_format": .string(format), "bits": .int(16),
                "uris": .list([.string("x." + format)]),
            ])
            let file = try FileBytes.read(base.path + "/output/x." + format)
            // the depth in PNG's header, OpenEXR's magic number
            #expect(format == "png" ? file[24] == 16 : file.starts(with: [0x76, 0x2f, 0x31, 0x01]))
        }
    }

    @Test(arguments: [
        "../x.png", "/etc/x.png", "http://a/x.png", "s3://a/x.png", "", ".", "a/../../x.png",
    ]) func otherPlacesAreRefused(_ uri: String) {
        #expect(throws: NodeError.self) {
            try SaveImagesResponse(environment: environment).run([
                "images": .tensor(images(1)), "pil_save_format": .string("png"), "uris": .list([.string(uri)]),
            ])
        }
    }

    @Test func namesHaveToBeAsManyAsPictures() {
        for (uris, format) in [([], "png"), (["a", "b"], "png"), (["a"], "jpeg")] {
            #expect(throws: NodeError.self) {
                try SaveImagesResponse(environment: environment).run([
                    "images": .tensor(images(1)), "pil_save_format": .string(format),
                    "uris": .list(uris.map { .string($0) }),
                ])
            }
        }
    }

    @Test func tensorsAreHandedOutAsTheyAre() throws {
        let node = OutputTensor(environment: environment)
        func file(_ output: NodeOutput) throws -> SafetensorsFile {
            let entry = try #require(output.ui?["tensor"]?.array?.first)
            #expect(entry["type"] == "temp")
            return try SafetensorsFile(path: try #require(entry["abs_path"]?.string))
        }
        let numbers = Tensor([-1, 0.1, 2], shape: [1, 1, 1, 3])
        let pictures = try node.run(["tensor": .tensor(numbers)])
        #expect(try file(pictures).tensor("images").floats == numbers.floats)
        #expect(pictures.ui?["tensor"]?.array?.first?["images"] == [1, 1, 1, 3] && pictures.images.count == 1)
        let sound = Audio(Tensor([0.5, -0.25], shape: [1, 1, 2]), rate: 8000)
        let wave = try file(try node.run(["tensor": sound.value]))
        #expect(try wave.tensor("waveform").floats == [0.5, -0.25] && wave.metadata["sample_rate"] == "8000")
        let film = VideoObject(.parts(VideoContent(images: images(2), sound: sound, rate: 12.5)))
        let parts = try file(try node.run(["tensor": .object(film)]))
        #expect(try parts.tensor("images").shape == [2, 4, 5, 3] && parts.metadata["frame_rate"] == "12.5")
        #expect(throws: NodeError.self) { try node.run(["tensor": .int(1)]) }
    }

    /// What Python's own code gives for these.
    @Test func textDiffusersTexts() throws {
        let (question, layout) = (TextDiffuser.all[0], TextDiffuser.all[1])
        let asked = try #require(
            try question.run(["text": .string("a shop"), "text_to_render": .string("it's\nopen")]).values[0].string)
        #expect(
            asked.hasPrefix("Given a prompt that will be used to generate an image, plan the layout of visual text"))
        #expect(asked.hasSuffix(#"So let us begin. Prompt: a shop. Keywords: ["it's", 'open']"#))
        let answer = "### list\n hello you 1,2,33,44 \n\nsee a.com\nx 5,6,7,8"
        func decoded(_ answer: Value) throws -> String? {
            try layout.run([
                "layout_model": .null, "clip": .null, "prompt": .string("a shop"), "instruct_response": answer,
            ]).values[0].string
        }
        let expected =
            "a shop <|endoftext|> <|startoftext|> l1 t2 r33 b44 [h] [e] [l] [l] [o] [ ] [y] [o] [u] <|endoftext|> "
            + "l5 t6 r7 b8 [x] <|endoftext|>"
        #expect(try decoded(.string(answer)) == expected)
        #expect(try decoded(.list([.string(answer)])) == expected)
        for bad in ["hello", "hello 1,2,3", "hello 1,2,3,x"] {
            #expect(throws: NodeError.self) { try decoded(.string(bad)) }
        }
    }

    @Test func urlsAreFetchedWhereTheHostAllowsIt() throws {
        let image = try PNG().encode(PixelConversion.pixels(images(1))[0], text: [])
        let server = try TestHTTPServer { _ in .init(body: image) }
        func load(_ web: WebFetch?) throws -> NodeOutput {
            var environment = environment
            environment.web = web
            let node = try #require(
                ImageRequestParameter.all(environment).first { $0.schema.name == "LoadImageFromURL" })
            return try node.run(["value": .string(server.url + "/a.png")])
        }
        let refused = #expect(throws: NodeError.self) { try load(nil) }
        #expect(refused?.message.contains("fetch_urls") == true && server.requestCount == 0)
        let near = #expect(throws: NodeError.self) { try load(WebFetch(reachesOwnNetworks: false)) }
        #expect(near?.message.contains("own networks") == true && server.requestCount == 0)
        let result = try load(WebFetch(reachesOwnNetworks: true))
        #expect(
            try #require(result.values[0].tensor).floats
                == images(1).floats.map { Float(PixelConversion.byte($0)) / 255 })
        #expect(result.values[1].tensor?.shape == [1, 4, 5])
        var allowing = environment
        allowing.web = WebFetch(reachesOwnNetworks: true)
        for name in ["ftp://a/b.png", "s3://a/b", "file:///etc/passwd"] {
            #expect(throws: NodeError.self) {
                try ImageRequestParameter.all(allowing)[0].run(["value": .string(name)])
            }
        }
    }
}
