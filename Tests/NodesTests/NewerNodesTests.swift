import Folders
import Formats
import Models
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

/// Classes of ComfyUI's newer releases; the numbers are worked out by hand or by Python.
@Suite struct NewerNodesTests {
    private let base = TemporaryFolder()

    private func node(_ name: String) throws -> any Node {
        try #require(BuiltinNodes.all(.test(base.folders, threads: 1)).first { $0.schema.name == name })
    }

    // MARK: Boxes

    private func boxes(_ inputs: ValueDictionary) throws -> NodeOutput {
        var all: ValueDictionary = ["width": .int(1024), "height": .int(1024)]
        for (key, value) in inputs { all[key] = value }
        return try node("CreateBoundingBoxes").run(all)
    }

    private func json(_ text: String) throws -> Value { Value(try JSON(parsing: text)) }

    @Test func anEmptyCanvas() throws {
        let output = try boxes([:])
        let picture = try #require(output.values[0].tensor)
        #expect(picture.shape == [1, 1024, 1024, 3])
        #expect(picture.floats.allSatisfy { $0 == 32.0 / 255 })
        #expect(output.values[1].json == [] && output.values[2].json == [])
        #expect(output.ui == ["dims": [1024, 1024]])
        // the smallest and the largest canvas
        let small = try boxes(["width": .int(64), "height": .int(64)])
        #expect(small.values[0].tensor?.shape == [1, 64, 64, 3])
        let large = try boxes(["width": .int(16384), "height": .int(64)])
        #expect(large.values[0].tensor?.shape == [1, 4, 1024, 3])
        for (name, side) in [("width", 63), ("height", 16385)] as [(String, Int128)] {
            #expect(throws: NodeError.self) { try boxes([name: .int(side)]) }
        }
    }

    /// What the official template of Flux.3 has drawn.
    @Test func drawnBoxes() throws {
        let drawn = """
            [{"x": 512, "y": 288, "width": 224, "height": 224,
              "metadata": {"type": "obj", "text": "", "desc": "earring", "palette": []}},
             {"x": 1360, "y": 752, "width": -680, "height": -376,
              "metadata": {"type": "text", "text": "SALE", "desc": "red", "palette": ["#ff8000", "", "#0a0", "#1", "#2",
              "#3", "#4"]}}]
            """
        let output = try boxes(["width": .int(1360), "height": .int(752), "editor_state": json(drawn)])
        #expect(
            output.values[1].json == [
                [
                    ["x": 512, "y": 288, "width": 224, "height": 224],
                    ["x": 680, "y": 376, "width": 680, "height": 376],
                ]
            ])
        #expect(
            output.values[2].json == [
                ["type": "obj", "bbox": [383, 376, 681, 541], "desc": "earring"],
                [
                    "type": "text", "bbox": [500, 500, 1000, 1000], "text": "SALE", "desc": "red",
                    "color_palette": ["#FF8000", "#0A0", "#1", "#2", "#3"],
                ],
            ])
    }

    /// Boxes, elements and texts of them come to the same.
    @Test func givenBoxes() throws {
        let size: ValueDictionary = ["width": .int(2000), "height": .int(1000)]
        func run(_ given: Value, last: Value = .null, drawn: Value = .null) throws -> NodeOutput {
            var inputs = size
            (inputs["bboxes"], inputs["last_incoming"], inputs["editor_state"]) = (given, last, drawn)
            return try boxes(inputs)
        }
        let box = #"{"x": 200, "y": 100, "width": 400, "height": 300}"#
        let element = #"{"bbox": [100, 100, 400, 300], "desc": "a"}"#
        for text in [box, "[\(box)]", "[[\(box)]]"] {
            let expected: JSON = [[["x": 200, "y": 100, "width": 400, "height": 300]]]
            #expect(try run(json(text)).values[1].json == expected, "\(text)")
            #expect(try run(.string(" \(text)\n")).values[1].json == expected, "\(text)")
            #expect(try run(json(text)).values[2].json == [["type": "obj", "bbox": [100, 100, 400, 300], "desc": ""]])
        }
        for text in [element, "[\(element)]"] {
            #expect(
                try run(json(text)).values[2].json == [["type": "obj", "bbox": [100, 100, 400, 300], "desc": "a"]])
            #expect(try run(json(text)).values[1].json == [[["x": 200, "y": 100, "width": 400, "height": 300]]])
        }
        // what was drawn stays as long as the same is given
        let drawn = try json(#"[{"x": 0, "y": 0, "width": 2000, "height": 1000}]"#)
        let last = try json("[\(box)]")
        #expect(try run(last, last: last, drawn: drawn).values[2].json?.array?[0]["bbox"] == [0, 0, 1000, 1000])
        let changed = try run(json(element), last: last, drawn: drawn)
        #expect(changed.values[2].json?.array?[0]["bbox"] == [100, 100, 400, 300])
        #expect(changed.ui?["input_bboxes"]?.array?.count == 1)
        for wrong in ["[1]", "{\"x\": 1}", "\"a\"", "{", #"{"bbox": [1, 2, 3, "x"]}"#, #"{"bbox": [1, 2, 3]}"#, "7"] {
            #expect(throws: NodeError.self, "\(wrong)") { try run(.string(wrong)) }
        }
        for wrong in ["1e300", "\"1\"", "null"] {
            let box = "[{\"x\": \(wrong), \"y\": 0, \"width\": 1, \"height\": 1}]"
            #expect(throws: NodeError.self, "\(wrong)") { try run(json(box)) }
        }
    }

    /// Frames, palettes and numbers as Pillow's ImageDraw draws them: both ends of a rectangle belong to it.
    @Test func boxesAreDrawn() throws {
        let drawn = try json(
            """
            [{"x": 8, "y": 16, "width": 40, "height": 40, "metadata": {"palette": ["#ff8000", "#00ff00", "#12"]}},
             {"x": 56, "y": 4, "width": 100, "height": 24}]
            """)
        let output = try boxes(["width": .int(96), "height": .int(64), "editor_state": drawn])
        let picture = try #require(output.values[0].tensor).floats
        func pixel(_ x: Int, _ y: Int) -> [Int] {
            (0..<3).map { Int((picture[(y * 96 + x) * 3 + $0] * 255).rounded()) }
        }
        let (orange, green, white, grey, dark) = (
            [255, 128, 0], [0, 255, 0], [255, 255, 255], [140, 140, 140], [32, 32, 32]
        )
        // a frame of two pixels to the inside, its corners at both ends
        for (x, y) in [(8, 56), (48, 56), (48, 40), (47, 55), (9, 40)] { #expect(pixel(x, y) == orange, "\(x) \(y)") }
        for (x, y) in [(7, 40), (49, 40), (46, 40), (10, 54), (20, 57)] { #expect(pixel(x, y) == dark, "\(x) \(y)") }
        // three fields of 13 1/3 pixels, 6 high: the third colour is none
        for y in [16, 21] {
            #expect(pixel(30, y) == green && pixel(34, y) == green && pixel(36, y) == white && pixel(48, y) == white)
        }
        #expect(pixel(40, 22) == dark)
        // the number's field: 12 for two digits, 6 around, 12 high
        #expect(pixel(26, 28) == orange && pixel(27, 28) == dark && pixel(20, 29) == dark)
        // what leads out ends at the edge
        #expect(pixel(95, 20) == grey && pixel(80, 28) == grey && pixel(60, 20) == dark)
        #expect(Set((9..<26).flatMap { x in (17..<28).map { pixel(x, $0)[0] } }).count > 4, "digits are drawn")
    }

    @Test func boxesOnAPicture() throws {
        let background = Tensor([Float](repeating: 0.5, count: 2 * 4096 * 8 * 3), shape: [2, 8, 4096, 3])
        let output = try boxes(["background": .tensor(background)])
        let picture = try #require(output.values[0].tensor)
        #expect(picture.shape == [1, 2, 1024, 3])
        // 127 of 255, a quarter of it rounded down
        #expect(picture.floats.allSatisfy { $0 == 31.0 / 255 })
    }

    // MARK: Cameras and predictions

    @Test(
        arguments: [
            (0, 0, 5.0, "front view eye-level shot medium shot", [0, 0.5, 4.6]),
            (
                333, 17, 5.0, "front-left quarter view elevated shot medium shot",
                [-1.9971050606896341, 1.844909841724589, 3.9195393727069754]
            ),
            (360, 60, 10.0, "front view high-angle shot close-up", [0, 3.2712812921102037, 1.6]),
            (0, -30, 0.0, "front view low-angle shot wide shot", [0, -2.5, 5.196152422706632]),
            (90, 15, 2.0, "right side view elevated shot medium shot", [5.254636495013, 1.907975605358, 0.0]),
            (
                337, -15, 6.0, "front-left quarter view eye-level shot close-up",
                [-1.630442684777, -0.618098274843, 3.841082256272]
            ),
            (338, -16, 5.999, "front view low-angle shot medium shot", nil),
            (180, 45, 1.99, "back view high-angle shot wide shot", nil),
        ] as [(Int, Int, Double, String, [Double]?)])
    func cameras(_ around: Int, _ up: Int, _ zoom: Double, _ words: String, _ place: [Double]?) throws {
        let output = try node("CameraAngle").run([
            "horizontal_angle": .int(Int128(around)), "vertical_angle": .int(Int128(up)), "zoom": .float(zoom),
        ])
        #expect(output.values[1].string == words)
        let camera = try #require(output.values[0].dictionary)
        #expect(camera["target"]?.json == ["x": 0.0, "y": 0.5, "z": 0.0] && camera["fov"]?.float == 35)
        #expect(camera["zoom"]?.float == 1 && camera["cameraType"]?.string == "perspective")
        guard let place else { return }
        for (name, expected) in zip(["x", "y", "z"], place) {
            let value = try #require(camera["position"]?.dictionary?[name]?.float)
            #expect(abs(value - expected) < 1e-5, "\(name)")
        }
    }

    @Test func predictionsAsPictures() throws {
        func run(_ values: [Float], _ shape: [Int], _ kind: String) throws -> [Float] {
            let image = Value.tensor(Tensor(values, shape: shape))
            let output = try node("MarigoldV2PostProcess").run(["image": image, "prediction": .string(kind)])
            return try #require(output.values[0].tensor).floats
        }
        func near(_ a: [Float], _ b: [Float]) -> Bool {
            a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-6 }
        }
        // means of 0.2, 0.4 and 0.6 in one picture; the other one is all alike
        let values: [Float] = [
            0.1, 0.2, 0.3, 0.4, 0.4, 0.4, 0.9, 0.6, 0.3, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7,
        ]
        let shape = [2, 1, 3, 3]
        let far: [Float] = [0, 0, 0, 0.5, 0.5, 0.5, 1, 1, 1] + Array(repeating: 0, count: 9)
        #expect(near(try run(values, shape, "disparity"), far))
        #expect(near(try run(values, shape, "depth"), far.map { 1 - $0 }))
        // (1, 0, 0) and (0.6, 0, -0.8) after scaling; nothing has no direction
        #expect(
            near(
                try run([1, 0.5, 0.5, 0.8, 0.5, 0.1, 0.5, 0.5, 0.5], [1, 1, 3, 3], "normals"),
                [1, 0.5, 0.5, 0.8, 0.5, 0.1, 0.5, 0.5, 0.5]))
        #expect(near(try run([0.75, 0.5, 0.5], [1, 1, 1, 3], "normals"), [1, 0.5, 0.5]))
        // sRGB of 0, its straight part, the place where that ends, a fifth and 1
        #expect(
            near(
                try run([0, 0.001, 0.0031308, 0.2, 1, 0.5], [1, 1, 2, 3], "albedo"),
                [0.0, 0.01292, 0.040449936, 0.484529204, 1.0, 0.735356983]))
        #expect(throws: NodeError.self) { try run([0, 0, 0], [1, 1, 1, 3], "colours") }
    }

    // MARK: Conditionings

    @Test func conditioningsAreKeptInFiles() throws {
        let hidden = Tensor([1, 2, 3, 4, 5, 6], shape: [1, 2, 3])
        let conditioning: Value = .list([
            .list([
                .tensor(hidden),
                .dictionary([
                    "pooled_output": .tensor(Tensor([7, 8], shape: [1, 2])), "guidance": .float(3.5),
                    "reference_latents": .list([
                        .tensor(Tensor([9, 10, 11, 12], shape: [1, 4, 1, 1])),
                        .tensor(Tensor([1, 2, 3, 4], shape: [1, 4, 1, 1])),
                    ]), "own": .string("ü"),
                ]),
            ])
        ])
        let saved = try node("SaveConditioning").run([
            "conditioning": conditioning, "filename_prefix": .string("conditioning/ComfyUI"),
        ])
        #expect(saved.values.isEmpty)
        let path = base.path + "/output/conditioning/ComfyUI_00001_.safetensors"
        let file = try SafetensorsFile(reading: path)
        #expect(Set(file.names) == ["conditioning", "pooled_output", "reference_latents.0", "reference_latents.1"])
        let plain = try JSON(parsing: try #require(file.metadata["conditioning_options"]))
        #expect(plain == ["guidance": 3.5, "own": "ü"])

        base.make("models/embeddings/a.safetensors", try FileBytes.read(path))
        let loaded = try node("ConditioningLoader").run(["conditioning_name": .string("a.safetensors")])
        let entry = try #require(loaded.values[0].list?.first?.list)
        #expect(entry[0].tensor?.floats == hidden.floats && entry[0].tensor?.shape == [1, 2, 3])
        let options = try #require(entry[1].dictionary)
        #expect(options["pooled_output"]?.tensor?.floats == [7, 8] && options["guidance"]?.float == 3.5)
        #expect(options["own"]?.string == "ü")
        #expect(options["reference_latents"]?.list?.compactMap(\.tensor?.floats) == [[9, 10, 11, 12], [1, 2, 3, 4]])

        // two prompts, what no file can hold, and files that are no conditionings
        #expect(throws: NodeError.self) {
            try node("SaveConditioning").run([
                "conditioning": .list((conditioning.list ?? []) + (conditioning.list ?? [])),
                "filename_prefix": .string("x"),
            ])
        }
        #expect(throws: NodeError.self) {
            try node("SaveConditioning").run([
                "conditioning": .list([.list([.tensor(hidden), .dictionary(["own": .dictionary([:])])])]),
                "filename_prefix": .string("x"),
            ])
        }
        base.make("models/embeddings/b.safetensors", Array("{}".utf8))
        for name in ["b.safetensors", "c.safetensors"] {
            #expect(throws: NodeError.self) {
                try node("ConditioningLoader").run(["conditioning_name": .string(name)])
            }
        }
    }

    @Test func backendsOfAttention() throws {
        for (name, count) in [("pytorch attention", 0), ("comfy kitchen attention", 1)] {
            var told: [String] = []
            let output = try Warnings.kept(&told) {
                try node("ModelAttentionBackend").run(["model": .int(7), "attention": .string(name)])
            }
            #expect(output.values[0].int == 7 && told.count == count)
        }
    }
}
