import Formats
import System
import Tensors
import TestSupport
import Testing

/// GGUF files: every type, names, shapes, and files that lie.
@Suite struct GGUFTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let file: [UInt8]
        let json: JSON
        var testDescription: String { name }

        static let all: [Case] = {
            let json = try! JSON(parsing: Fixtures.text("formats/gguf.json"))
            return json.array!.map { Case(name: $0["name"]!.string!, file: bytes(hex: $0["file"]!.string!), json: $0) }
        }()
        static let good = all.filter { $0.json["error"] == nil }
        static let bad = all.filter { $0.json["error"] != nil }

        func open() throws -> any WeightSource {
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: file.count, alignment: 64)
            memory.copyBytes(from: file)
            return try ModelFile.open(memory: UnsafeRawBufferPointer(memory), name: name) { memory.deallocate() }
        }
    }

    /// In half-precision arithmetic, or in f32 where ComfyUI has no decoder of its own, bit for bit.
    @Test(arguments: Case.good) func read(_ item: Case) throws {
        let file = try item.open()
        let tensors = try #require(item.json["tensors"]?.object)
        #expect(file.names.sorted() == tensors.keys.sorted())
        for (name, tensor) in tensors {
            #expect(file.info(name)?.shape == tensor["shape"]?.array?.compactMap(\.int).map { Int($0) })
            #expect(file.info(name)?.format.name.uppercased() == tensor["type"]?.string)
            let values = try #require(tensor["values"]?.array).compactMap(\.number).map { Float($0) }
            #expect(try file.weight(name).expanded().floats == values, "\(name)")
        }
        for (key, text) in try #require(item.json["texts"]?.object) { #expect(file.metadata[key] == text.string) }
    }

    @Test(arguments: Case.bad) func refused(_ item: Case) throws {
        let error = #expect(throws: FormatError.self) {
            let file = try item.open()
            for name in file.names { _ = try file.weight(name) }
        }
        #expect(error?.message.contains(try #require(item.json["error"]?.string)) != false, "\(error?.message ?? "")")
    }

    @Test func lists() throws {
        let file = try #require(Case.good.first { $0.name == "every_type" }).open()
        #expect(try file.texts("words") == ["a", "\u{e9}"] && file.texts("list") == nil && file.texts("none") == nil)
        #expect(try file.numbers("list") == [1, -2] && file.numbers("words") == nil)
        // decorators pass them on
        #expect(try RenamedSource(file) { "x." + $0 }.texts("words") == ["a", "\u{e9}"])
    }

    /// Any rows of what lies in blocks that rows share.
    @Test func parts() throws {
        let file = try #require(Case.good.first { $0.name == "original_shape" }).open()
        let whole = try file.weight("conv").expanded().floats
        let part = RenamedSource(file, ["middle": .init("conv", rows: 1..<3)])
        #expect(try part.weight("middle").expanded().floats == Array(whole[64 * 9..<3 * 64 * 9]))
    }

    /// In f32 there is no rounding between: what half-precision arithmetic gives is near, and not the same.
    @Test func arithmetic() throws {
        let file = try #require(Case.good.first { $0.name == "every_type" }).open()
        for name in file.names where name.hasPrefix("w.") {
            let half = try file.weight(name).expanded()
            let single = try DecodedSource(file, in: .f32).weight(name).expanded()
            let brain = try DecodedSource(file, in: .bf16).weight(name).expanded()
            #expect(relativeDifference(half, single) < 2e-3 && relativeDifference(brain, single) < 2e-2)
            if name.hasSuffix("Q4_0") { continue }
            #expect((half.floats == single.floats) == name.hasPrefix("w.IQ4"), "\(name)")
        }
    }

    @Test func truncated() throws {
        for item in Case.good {
            for length in stride(from: 1, to: item.file.count - 32, by: 17) {
                let piece = Case(name: item.name, file: Array(item.file.prefix(length)), json: item.json)
                #expect(throws: FormatError.self) { try piece.open() }
            }
        }
    }
}
