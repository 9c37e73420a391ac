import Formats
import System
import Tensors
import TestSupport
import Testing

/// Weights that are stored divided by scales.
@Suite struct ScaledSourceTests {
    /// 1, 2, -0.5, 448 and NaN are 0x38, 0x40, 0xb0, 0x7e and 0x7f in e4m3.
    static let codes: [UInt8] = [0x38, 0x40, 0xb0, 0x7e]
    static let values: [Float] = [1, 2, -0.5, 448]

    static func tensor(_ dtype: DType, _ bytes: [UInt8], _ shape: [Int]) -> Tensor {
        var tensor = Tensor(uninitialized: shape, dtype: dtype)
        tensor.withUnsafeMutableBytes { $0.copyBytes(from: bytes) }
        return tensor
    }

    static func text(_ text: String) -> Tensor { tensor(.u8, Array(text.utf8), [text.utf8.count]) }

    func open(_ tensors: [String: Tensor], _ metadata: JSONObject = [:]) throws -> any WeightSource {
        let bytes = SafetensorsWriter.serialize(tensors, metadata: metadata)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 64)
        memory.copyBytes(from: bytes)
        return try ModelFile.open(memory: UnsafeRawBufferPointer(memory), name: "file") { memory.deallocate() }
    }

    @Test(arguments: ["", "model.diffusion_model."]) func oldSpelling(_ prefix: String) throws {
        let file = try open([
            "\(prefix)scaled_fp8": Self.tensor(.f8e4m3, [], [0]),
            "\(prefix)a.weight": Self.tensor(.f8e4m3, Self.codes, [2, 2]),
            "\(prefix)a.scale_weight": Tensor([0.25], shape: [1]), "\(prefix)a.scale_input": Tensor([2], shape: [1]),
            "\(prefix)a.bias": Tensor([1, 2], shape: [2]),
            "\(prefix)b.weight": Self.tensor(.f8e4m3, Self.codes, [2, 2]),
        ])
        #expect(file.names.sorted() == ["\(prefix)a.bias", "\(prefix)a.weight", "\(prefix)b.weight"])
        #expect(try file.weight("\(prefix)a.weight").expanded().floats == Self.values.map { $0 * 0.25 })
        // a layer without a scale is as it is
        #expect(try file.weight("\(prefix)b.weight").expanded().floats == Self.values)
        #expect(file.info("\(prefix)a.weight")?.shape == [2, 2])
    }

    @Test func metadataAndContainers() throws {
        let layers =
            "{\"format_version\": \"1.0\", \"layers\": {\"a\": {\"format\": \"float8_e4m3fn\"}, \"b\": \"float8_e5m2\"}}"
        let file = try open(
            [
                "a.weight": Self.tensor(.u8, Self.codes, [2, 2]), "a.weight_scale": Tensor([3], shape: []),
                "b.weight": Self.tensor(.f8e5m2, [0x3c, 0xc0], [2, 1]), "b.weight_scale": Tensor([0.5], shape: [1]),
                "b.input_scale": Tensor([9], shape: []),
            ], ["_quantization_metadata": .string(layers)])
        #expect(file.names.sorted() == ["a.weight", "b.weight"])
        #expect(try file.weight("a.weight").expanded().floats == Self.values.map { $0 * 3 })
        #expect(try file.weight("b.weight").expanded().floats == [0.5, -1])
    }

    @Test(arguments: [[2], [2, 1]]) func scalesOfRows(_ shape: [Int]) throws {
        let file = try open([
            "a.weight": Self.tensor(.i8, [1, 0xff, 127, 0x80], [2, 2]),
            "a.weight_scale": Tensor([0.5, 2], shape: shape),
            "a.comfy_quant": Self.text("{\"format\": \"int8_tensorwise\"}"),
        ])
        #expect(file.names == ["a.weight"])
        #expect(try file.weight("a.weight").expanded().floats == [0.5, -0.5, 254, -256])
        let row = RenamedSource(file, ["second": .init("a.weight", rows: 1..<2)])
        #expect(try row.weight("second").expanded().floats == [254, -256])
    }

    /// Rows that were turned before they were stored (ConvRot), and some that were not, beside what comfy-kitchen makes of
    /// them.
    @Test func turnedRows() throws {
        let file = try ModelFile.open(path: Fixtures.path("formats/convrot.safetensors"))
        for name in ["a", "b", "c", "d"] {
            let weight = try file.weight("\(name).weight").expanded(), expected = try file.weight("expected.\(name)")
            #expect(relativeDifference(weight, try expected.expanded()) < 1e-6)
        }
        let part = RenamedSource(file, ["part": .init("b.weight", rows: 2..<5)])
        let rows = try file.weight("expected.b").expanded().slice(2..<5)
        #expect(relativeDifference(try part.weight("part").expanded(), rows) < 1e-6)
    }

    /// Their products with activations that are rounded too, where the package divides by a unit and this multiplies by its
    /// inverse: now and then a number becomes the one beside it.
    @Test(arguments: ["b", "d"]) func productsOfIntegers(_ name: String) throws {
        let file = try ModelFile.open(path: Fixtures.path("formats/convrot.safetensors"))
        let layer = try LinearWeight(weight: file.weight("\(name).weight"))
        let (x, expected) = try (file.weight("x.\(name)").expanded(), file.weight("product.\(name)").expanded())
        let pool = ThreadPool(threads: 2)
        let exact = try Compute(pool: pool).linear(x, layer)
        #expect(relativeDifference(exact, expected) > 3e-3)
        let integers = Compute(pool: pool, integers: .unet, leastIntegers: 4).computing(.unet)
        #expect(relativeDifference(try integers.linear(x, layer), expected) < 1e-3)
    }

    /// Floats of 4 bits in blocks, whose scales lie in several tiles, beside what comfy-kitchen makes of them.
    @Test func blocksOfFourBits() throws {
        let file = try ModelFile.open(path: Fixtures.path("formats/held.safetensors"))
        #expect(file.info("wide.weight")?.shape == [144, 80] && file.info("wide.weight")?.held == .nvfp4)
        let rows = try file.weight("rows").expanded().floats.map { Int($0) }
        let expected = try file.weight("expected.wide").expanded().floats
        #expect(try file.weight("wide.weight").reordered(rows).expanded().floats == expected)
        let part = RenamedSource(file, ["part": .init("wide.weight", rows: 96..<144)])
        #expect(try part.weight("part").reordered([31]).expanded().floats[...] == expected[(4 * 80)..<(5 * 80)])
    }

    @Test(arguments: [
        ["a.weight_scale": Tensor([1], shape: [1])], ["a.weight_scale_2": Tensor([1], shape: [1])],
        ["a.weight_scale": tensor(.f8e4m3, codes, [4]), "a.weight_scale_2": Tensor([1], shape: [1])],
    ]) func scalesThatDoNotFit(_ scales: [String: Tensor]) throws {
        var tensors = scales
        tensors["a.weight"] = Self.tensor(.u8, [UInt8](repeating: 0, count: 16), [2, 8])
        tensors["a.comfy_quant"] = Self.text("{\"format\": \"nvfp4\"}")
        let file = try open(tensors)
        let error = #expect(throws: FormatError.self) { try file.weight("a.weight") }
        #expect(error?.message.contains("nvfp4") == true)
    }

    @Test func partsOfGroups() throws {
        let file = try open([
            "a.weight": Self.tensor(.i8, [UInt8](repeating: 1, count: 20), [1, 20]),
            "a.weight_scale": Tensor([1], shape: []),
            "a.comfy_quant": Self.text(
                "{\"format\": \"int8_tensorwise\", \"convrot\": true, \"convrot_groupsize\": 16}"),
        ])
        let error = #expect(throws: FormatError.self) { try file.weight("a.weight") }
        #expect(error?.message.contains("[1, 20], not rows of whole groups of 16") == true)
    }

    /// What is not read is refused by name, not taken for something else.
    @Test(arguments: [
        ("{\"format\": \"mxfp8\"}", "mxfp8"),
        ("{\"format\": \"int8_tensorwise\", \"use_convrot\": true}", "use_convrot"),
        ("{\"format\": \"int8_tensorwise\", \"convrot\": true, \"convrot_groupsize\": 8}", "no power of 4"),
        ("{\"format\": \"int8_tensorwise\", \"convrot\": true, \"convrot_groupsize\": 0}", "no power of 4"),
        ("{\"format\": \"int8_tensorwise\", \"convrot\": true, \"convrot_groupsize\": \"a\"}", "no power of 4"),
        ("{\"format\": \"int8_tensorwise\", \"convrot\": \"left\"}", "convrot"),
        ("{\"format\": \"float8_e4m3fn\", \"convrot\": true}", "convrot"),
        ("{}", "quantised as none"), ("no", "not readable"),
    ])
    func refused(_ record: String, _ part: String) throws {
        let error = #expect(throws: FormatError.self) {
            try open([
                "a.weight": Self.tensor(.i8, [1, 2], [2, 1]), "a.weight_scale": Tensor([1], shape: []),
                "a.comfy_quant": Self.text(record),
            ])
        }
        #expect(error?.message.contains(part) == true && error?.message.hasPrefix("file: ") == true)
    }

    @Test func blocksAndSmoothing() throws {
        let blocks = try open([
            "a.weight": Self.tensor(.f8e4m3, Self.codes, [2, 2]),
            "a.weight_scale": Tensor([1, 1, 1, 1], shape: [2, 2]),
        ])
        #expect(throws: FormatError.self) { try blocks.weight("a.weight") }
        #expect(throws: FormatError.self) {
            try open([
                "a.weight": Self.tensor(.f8e4m3, Self.codes, [2, 2]), "a.pre_quant_scale": Tensor([1, 1], shape: [2]),
            ])
        }
    }

    /// A name that only looks like one of these is a weight.
    @Test func plain() throws {
        let file = try open(["scale_weight": Tensor([1], shape: [1]), "a.weight_scale": Tensor([1], shape: [1])])
        #expect(file.names.sorted() == ["a.weight_scale", "scale_weight"])
    }
}
