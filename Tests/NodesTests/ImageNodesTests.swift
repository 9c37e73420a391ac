import Folders
import Formats
import Images
import Models
import Synchronization
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

@Suite struct ImageNodesTests {
    private let base = TemporaryFolder()
    private var environment: NodeEnvironment { .test(base.folders, threads: 1) }

    private func picture(_ values: [Float], _ height: Int, _ width: Int, _ channels: Int = 1) -> Value {
        .tensor(Tensor(values, shape: [1, height, width, channels]))
    }

    private func mask(_ values: [Float], _ height: Int, _ width: Int) -> Value {
        .tensor(Tensor(values, shape: [1, height, width]))
    }

    private func floats(_ node: some Node, _ inputs: ValueDictionary, output: Int = 0) throws -> [Float] {
        try #require(try node.run(inputs).values[output].tensor).floats
    }

    // MARK: Against PyTorch (Tests/Fixtures/nodes/make_filters.py)

    @Test func filtersGivePyTorchsNumbers() throws {
        let file = try SafetensorsFile(path: Fixtures.path("nodes/filters.safetensors"))
        let (a, b) = (Value.tensor(try file.tensor("a")), Value.tensor(try file.tensor("b")))
        var compared = 0
        for name in file.names where name.contains("/") || name == "composite" {
            let parts = name.split(separator: "/").map(String.init)
            let result: NodeOutput
            switch parts[0] {
            case "blur":
                result = try ImageBlur().run([
                    "image": a, "blur_radius": .int(Int128(parts[1])!), "sigma": .float(Double(parts[2])!),
                ])
            case "sharpen":
                result = try ImageSharpen().run([
                    "image": a, "sharpen_radius": .int(Int128(parts[1])!), "sigma": .float(Double(parts[2])!),
                    "alpha": .float(0.7),
                ])
            case "blend":
                result = try ImageBlend().run([
                    "image1": a, "image2": b, "blend_factor": .float(0.3), "blend_mode": .string(parts[1]),
                ])
            default:
                result = try ImageCompositeMasked().run([
                    "destination": a, "source": b, "x": .int(2), "y": .int(3), "resize_source": .bool(false),
                    "mask": .tensor(try file.tensor("mask")),
                ])
            }
            let difference = relativeDifference(try #require(result.values[0].tensor), try file.tensor(name))
            #expect(difference < 2e-6, "\(name): \(difference)")
            compared += 1
        }
        #expect(compared == 11)
    }

    /// Kornia's (Tests/Fixtures/nodes/make_canny.py).
    @Test func edgesAreKornias() throws {
        let file = try SafetensorsFile(path: Fixtures.path("nodes/canny.safetensors"))
        let image = Value.tensor(try file.tensor("image"))
        let names = file.names.filter { $0.hasPrefix("edges/") }
        #expect(names.count == 4)
        for name in names {
            let image = Value.tensor(try file.tensor(String(name.split(separator: "/")[1])))
            let thresholds = name.split(separator: "/").compactMap { Double($0) }
            let found = try floats(
                Canny(),
                ["image": image, "low_threshold": .float(thresholds[0]), "high_threshold": .float(thresholds[1])])
            #expect(found == (try file.tensor(name)).floats.flatMap { [$0, $0, $0] }, "\(name)")
        }
        let wrong: ValueDictionary = ["image": image, "low_threshold": .float(0.5), "high_threshold": .float(0.4)]
        #expect(throws: NodeError.self) { try Canny().run(wrong) }
    }

    /// A ramp of greys: few colours of the palette, as near as they can be, and dithered right on the average.
    @Test(arguments: ["none", "floyd-steinberg", "bayer-2", "bayer-4", "bayer-8", "bayer-16"])
    func fewColours(dither: String) throws {
        let ramp = (0..<64 * 64).flatMap { (place: Int) -> [Float] in
            [Float](repeating: Float(place % 64 * 4) / 255, count: 3)
        }
        let image = picture(ramp, 64, 64, 3)
        func quantized(_ colors: Int) throws -> [Float] {
            try floats(
                ImageQuantize(), ["image": image, "colors": .int(Int128(colors)), "dither": .string(dither)])
        }
        for colors in [1, 2, 7, 64] {
            let result = try quantized(colors)
            #expect(Set(result).count <= colors)
            let mean = result.reduce(0, +) / Float(result.count)
            #expect(abs(mean - ramp.reduce(0, +) / Float(ramp.count)) < 0.03, "\(colors)")
        }
        if dither == "none" {
            #expect(try quantized(64) == ramp)
            let farthest = zip(try quantized(8), ramp).map { abs($0 - $1) }.max() ?? 1
            #expect(farthest <= Float(255 / 16 + 2) / 255)
        }
        #expect(throws: NodeError.self) {
            try ImageQuantize().run([
                "image": picture([0], 1, 1), "colors": .int(2), "dither": .string(dither),
            ])
        }
    }

    /// 0 and 1 in each type that a host's node may bring.
    @Test(arguments: DType.allCases)
    func numbersOfAnyType(type: DType) throws {
        let one: [UInt8] =
            switch type {
            case .f64: [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]
            case .f32: [0, 0, 0x80, 0x3F]
            case .f16: [0, 0x3C]
            case .bf16: [0x80, 0x3F]
            case .f8e4m3: [0x38]
            case .f8e5m2: [0x3C]
            default: [1] + [UInt8](repeating: 0, count: type.size - 1)
            }
        var pixels = Tensor(zeros: [1, 1, 2], dtype: type)
        pixels.withUnsafeMutableBytes { $0.suffix(type.size).copyBytes(from: one) }
        #expect(try floats(ImageInvert(), ["image": .tensor(pixels.reshaped([1, 1, 2, 1]))]) == [1, 0])
        #expect(try floats(InvertMask(), ["mask": .tensor(pixels)]) == [1, 0])
        let latent = Latent(pixels.reshaped([1, 1, 1, 2])).value
        let scaled = try LatentMultiply().run(["samples": latent, "multiplier": .float(3)])
        #expect(try Latent(scaled.values[0], "samples").samples.floats == [0, 3])
    }

    // MARK: Loading and saving

    @Test func picturesGoToDiskAndBack() throws {
        let values: [Float] = [0, 1, 0.5, 0.999, -3, 7, .nan, 1 / 255, 0.1, 0.2, 0.3, 0.4]
        var inputs: ValueDictionary = ["images": picture(values, 2, 2, 3), "filename_prefix": .string("a/p%width%")]
        inputs["prompt"] = .dictionary(["3": .dictionary(["seed": .int(Int128(UInt64.max)), "cfg": .float(8)])])
        inputs["extra_pnginfo"] = .dictionary(["workflow": .dictionary(["ü": .null])])
        let output = try SaveImage(environment: environment).run(inputs)
        #expect(
            output.ui == [
                "images": [
                    [
                        "abs_path": .string(base.path + "/output/a/p2_00001_.png"), "filename": "p2_00001_.png",
                        "subfolder": "a", "type": "output",
                    ]
                ]
            ])
        let decoded = try PNG().decode(try FileBytes.read(base.path + "/output/a/p2_00001_.png"))
        #expect(decoded.rgba.bytes == [0, 255, 127, 255, 254, 0, 255, 255, 0, 1, 25, 255, 51, 76, 102, 255])
        #expect(output.images.map(\.bytes) == [[0, 255, 127, 254, 0, 255, 0, 1, 25, 51, 76, 102]])
        #expect(decoded.text.map(\.keyword) == ["prompt", "workflow"])
        #expect(
            decoded.text.map(\.text) == [#"{"3": {"seed": 18446744073709551615, "cfg": 8.0}}"#, #"{"\u00fc": null}"#])

        let loaded = try LoadImage(environment: environment).run(["image": .string("a/p2_00001_.png [output]")])
        #expect(loaded.values[0].tensor?.shape == [1, 2, 2, 3])
        #expect(loaded.values[0].tensor?.floats[2] == Float(127) / 255)
        #expect(loaded.values[1].tensor?.shape == [1, 2, 2])
        #expect(loaded.values[1].tensor?.floats == [0, 0, 0, 0])
    }

    /// What ComfyUI's nodes_image_resize.py crops may have any channels; only what it frames has three.
    @Test func fittingKeepsTransparency() throws {
        let values = (0..<16).map { Float($0) / 16 }
        func fitted(_ mode: String) throws -> Tensor? {
            let node = try #require(ImageResizes.all.first { $0.schema.name == "ImageResize1" })
            return try node.run([
                "image": picture(values, 2, 2, 4), "resize_mode": .string(mode), "width": .int(2), "height": .int(1),
                "interpolation": .string("nearest-exact"),
            ]).values[0].tensor
        }
        let cropped = try #require(try fitted("cover"))
        #expect(cropped.shape == [1, 1, 2, 4] && cropped.floats == Array(values[..<8]))
        #expect(throws: NodeError.self) { try fitted("contain") }
    }

    /// As comfy_api's _ui.py has it: previews say no, films yes, and a single picture nothing.
    @Test func resultsTellWhetherPicturesMove() throws {
        let preview = try MaskPreview(environment: environment).run([
            "mask": mask([0, 1], 1, 2), "prompt": .dictionary(["3": .int(1)]),
        ])
        #expect(preview.ui?["animated"] == [false])
        // Without the prompt, which ComfyUI's node does not hand on
        let path = try #require(preview.ui?["images"]?.array?.first?["abs_path"]?.string)
        #expect(PNGTexts.read(try FileBytes.read(path)).isEmpty)
        let inputs: ValueDictionary = [
            "images": picture([0, 1], 1, 2), "filename_prefix": .string("still"), "fps": .float(6),
            "compress_level": .int(4), "lossless": .bool(true), "quality": .int(80), "method": .string("fastest"),
        ]
        let nodes: [any Node] = [SaveAnimatedPNG(environment: environment), SaveAnimatedWEBP(environment: environment)]
        for node in nodes { #expect(try node.run(inputs).ui?.keys.map { $0 } == ["images"]) }
    }

    /// The workflow goes along, as ComfyUI writes it, and comes back as a batch.
    @Test(arguments: [".png", ".webp"]) func animationsGoToDiskAndBack(_ suffix: String) throws {
        let values = (0..<2 * 3 * 4 * 3).map { (place: Int) -> Float in Float(place * 37 % 256) / 255 }
        let film = Tensor(values, shape: [2, 3, 4, 3])
        var inputs: ValueDictionary = [
            "images": .tensor(film), "filename_prefix": .string("film"), "fps": .float(6), "compress_level": .int(4),
            "lossless": .bool(true), "quality": .int(80), "method": .string("fastest"),
        ]
        inputs["prompt"] = .dictionary(["3": .dictionary(["class_type": .string("X")])])
        let node: any Node =
            suffix == ".png" ? SaveAnimatedPNG(environment: environment) : SaveAnimatedWEBP(environment: environment)
        let output = try node.run(inputs)
        #expect(output.ui?["animated"] == [true])
        #expect(output.ui?["images"]?.array?.first?["filename"]?.string == "film_00001_\(suffix)")
        let file = try FileBytes.read(base.path + "/output/film_00001_\(suffix)")
        if suffix == ".png" {
            #expect(PNGTexts.read(file).map(\.text) == [#"{"3": {"class_type": "X"}}"#])
        } else {
            #expect(ExifTexts.read(file) == [#"prompt:{"3": {"class_type": "X"}}"#])
        }
        let loaded = try LoadImageOutput(environment: environment).run([
            "image": .string("film_00001_\(suffix) [output]")
        ])
        #expect(loaded.values[0].tensor?.shape == [2, 3, 4, 3])
        #expect(zip(try #require(loaded.values[0].tensor).floats, film.floats).allSatisfy { abs($0 - $1) < 1e-6 })
        inputs["fps"] = .float(0)
        #expect(throws: NodeError.self) { try node.run(inputs) }
    }

    @Test func metadataCanBeLeftOut() throws {
        var environment = environment
        environment.omitsMetadata = true
        _ = try SaveImage(environment: environment).run([
            "images": picture([0, 0, 0], 1, 1, 3), "filename_prefix": .string("x"), "prompt": .dictionary([:]),
        ])
        #expect(try PNG().decode(try FileBytes.read(base.path + "/output/x_00001_.png")).text.isEmpty)
    }

    @Test func previewsLieInTheTempFolder() throws {
        let output = try PreviewImage(environment: environment).run(["images": .tensor(Tensor(zeros: [2, 3, 4, 4]))])
        let entries = try #require(output.ui?["images"]?.array)
        #expect(entries.count == 2)
        let name = try #require(entries[1]["filename"]?.string)
        #expect(name.hasPrefix("ComfyUI_temp_") && name.hasSuffix("_00002_.png") && name.count == 29)
        #expect(entries[1]["type"] == "temp")
        #expect(base.exists("temp/" + name))
        #expect(output.images.map(\.channels) == [4, 4])
    }

    @Test func requestsNamePicturesOfTheFolders() throws {
        let folders = base.folders
        folders.register(PixelImage(width: 1, height: 1, channels: 4, bytes: [255, 0, 51, 102]), as: "mine")
        let node = ImageRequestParameter.all(.test(folders, threads: 1))[0]
        let opaque = try node.run(["value": .string("mine")])
        #expect(opaque.values[0].tensor?.floats == [1, 0, 0.2])
        #expect(opaque.values[1].tensor?.floats == [0.6])
        let whole = try node.run(["value": .string("mine"), "alpha_is_transparency": .bool(true)])
        #expect(whole.values[0].tensor?.floats == [1, 0, 0.2, 0.4])
        let other = picture([0.5], 1, 1)
        let empty = try node.run(["value": .string(" "), "default_if_empty": other])
        #expect(empty.values[0].tensor?.floats == [0.5] && empty.values[1].json == .null)
        #expect(try node.run(["value": .string("")]).values[0].json == .null)
        base.make("secret.png")
        let refused = [
            "https://example.org/a.png", "file:///etc/passwd", "/etc/passwd", "../secret.png",
            base.path + "/secret.png",
        ]
        for name in refused { #expect(throws: NodeError.self, "\(name)") { try node.run(["value": .string(name)]) } }
    }

    @Test func alphaBecomesTheMask() throws {
        let image = PixelImage(width: 2, height: 1, channels: 4, bytes: [255, 0, 0, 255, 0, 255, 0, 51])
        let folders = base.folders
        folders.register(image, as: "mine")
        let environment = NodeEnvironment.test(folders, threads: 1)
        let loaded = try LoadImage(environment: environment).run(["image": .string("mine")])
        #expect(loaded.values[0].tensor?.floats == [1, 0, 0, 0, 1, 0])
        #expect(loaded.values[1].tensor?.floats == [0, 1 - Float(51) / 255])
        #expect(
            try floats(
                LoadImageMask(environment: environment), ["image": .string("mine"), "channel": .string("green")]) == [
                    0, 1,
                ])
        #expect(
            try floats(
                LoadImageMask(environment: environment), ["image": .string("mine"), "channel": .string("alpha")])[1]
                == 0.8)
        #expect(try LoadImage(environment: environment).validate(NodeInputs(["image": .string("mine")])) == nil)
    }

    @Test func missingAndBrokenPicturesAreErrors() throws {
        base.make("input/broken.png", Array("\u{89}PNG not really".utf8))
        base.make("input/photo.jpg", [0xff, 0xd8, 0xff, 0xe0])
        let node = LoadImage(environment: environment)
        #expect(try node.validate(NodeInputs(["image": .string("none.png")])) == "Invalid image file: none.png")
        #expect(
            try node.validate(NodeInputs(["image": .string("../../etc/passwd")]))?
                .hasPrefix("Invalid image file: ../../etc/passwd") == true)
        #expect(try node.validate(NodeInputs(["image": .string("photo.jpg")])) == nil)
        for name in ["none.png", "broken.png", "photo.jpg"] {
            #expect(throws: NodeError.self) { _ = try node.run(["image": .string(name)]) }
        }
    }

    @Test func changedPicturesAreNoticed() throws {
        base.make("input/a.png", [1, 2, 3])
        let node = LoadImage(environment: environment)
        let inputs = NodeInputs(["image": .string("a.png")])
        let before = try node.fingerprint(inputs)
        #expect(before == "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81")
        #expect(try node.fingerprint(inputs) == before)
        base.make("input/a.png", [1, 2, 4])
        #expect(try node.fingerprint(inputs) != before)
    }

    // MARK: Small nodes

    @Test func masks() throws {
        let ramp = mask((0..<9).map { Float($0) / 8 }, 3, 3)
        #expect(try floats(InvertMask(), ["mask": ramp])[8] == 0)
        #expect(try floats(ThresholdMask(), ["mask": ramp, "value": .float(0.5)]) == [0, 0, 0, 0, 0, 1, 1, 1, 1])
        #expect(
            try floats(CropMask(), ["mask": ramp, "x": .int(1), "y": .int(2), "width": .int(9), "height": .int(1)])
                == [7 / 8, 1])
        let dot = mask([0, 0, 0, 0, 1, 0, 0, 0, 0], 3, 3)
        #expect(
            try floats(GrowMask(), ["mask": dot, "expand": .int(1), "tapered_corners": .bool(true)])
                == [0, 1, 0, 1, 1, 1, 0, 1, 0])
        #expect(
            try floats(GrowMask(), ["mask": dot, "expand": .int(16384), "tapered_corners": .bool(false)])
                == Array(repeating: 1, count: 9))
        #expect(
            try floats(GrowMask(), ["mask": dot, "expand": .int(-1), "tapered_corners": .bool(true)])
                == Array(repeating: 0, count: 9))
        let ones = mask(Array(repeating: 1, count: 8), 2, 4)
        #expect(
            try floats(
                FeatherMask(), ["mask": ones, "left": .int(2), "top": .int(0), "right": .int(2), "bottom": .int(0)])
                == [0.25, 1, 1, 1, 0.25, 1, 1, 1])
        for (operation, expected) in [
            ("multiply", [0.5, 0]), ("add", [1, 0.25]), ("subtract", [0, 0.25]), ("and", [0, 0]), ("or", [1, 0]),
            ("xor", [1, 0]),
        ] as [(String, [Float])] {
            let result = try floats(
                MaskComposite(),
                [
                    "destination": mask([0.5, 0.25], 1, 2), "source": mask([1, 0], 1, 2), "x": .int(0), "y": .int(0),
                    "operation": .string(operation),
                ])
            #expect(result == expected, "\(operation)")
        }
    }

    @Test func colorsAndChannels() throws {
        let image = picture([1, 0, 0, 0.2, 0.4, 0.6], 1, 2, 3)
        #expect(try floats(ImageColorToMask(), ["image": image, "color": .int(0xFF0000)]) == [1, 0])
        #expect(try floats(ImageColorToMask(), ["image": image, "color": .int(0x336699)]) == [0, 1])
        #expect(try floats(ImageToMask(), ["image": image, "channel": .string("blue")]) == [0, 0.6])
        #expect(throws: NodeError.self) { _ = try ImageToMask().run(["image": image, "channel": .string("alpha")]) }
        let joined = try JoinImageWithAlpha().run(["image": image, "alpha": mask([0.25, 1], 1, 2)]).values[0]
        #expect(joined.tensor?.floats == [1, 0, 0, 0.75, 0.2, 0.4, 0.6, 0])
        #expect(try floats(SplitImageWithAlpha(), ["image": joined], output: 1) == [0.25, 1])
        #expect(try floats(SplitImageWithAlpha(), ["image": joined]) == [1, 0, 0, 0.2, 0.4, 0.6])
        #expect(
            try floats(
                EmptyImage(), ["width": .int(1), "height": .int(1), "batch_size": .int(1), "color": .int(0x3366CC)])
                == [0.2, 0.4, 0.8])
    }

    @Test func batches() throws {
        let image = Value.tensor(Tensor((0..<6).map(Float.init), shape: [3, 1, 2, 1]))
        #expect(
            try floats(ImageFromBatch(), ["image": image, "batch_index": .int(1), "length": .int(9)]) == [2, 3, 4, 5])
        #expect(
            try RepeatImageBatch().run(["image": image, "amount": .int(2)]).values[0].tensor?.shape == [6, 1, 2, 1])
        let context = TestContext()
        let size = try GetImageSize().run(["image": image], context)
        #expect(size.values.map(\.int) == [2, 1, 3])
        #expect(context.texts.withLock { $0 } == ["width: 2, height: 1\n batch size: 3"])
        let rebatched = try RebatchImages().run(["images": .list([image, image]), "batch_size": .list([.int(4)])])
        #expect(rebatched.values[0].list?.map { $0.tensor?.shape[0] } == [4, 2])
    }

    @Test func anythingAsText() throws {
        func text(_ value: Value) throws -> String? {
            try PreviewAny().run(["source": value]).ui?["text"]?.array?.first?.string
        }
        #expect(try text(.string("a\nb")) == "a\nb")
        #expect(try text(.bool(true)) == "True")
        #expect(try text(.float(1)) == "1.0")
        #expect(try text(.null) == "None")
        #expect(
            try text(.list([.int(1), .dictionary(["a": .list([])])])) == "[\n    1,\n    {\n        \"a\": []\n    }\n]"
        )
        #expect(try text(.list([.tensor(Tensor(zeros: [2]))])) == "[tensor(f32, shape=[2])]")
    }
}
