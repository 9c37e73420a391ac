import Formats
import System
import Tensors
import TestSupport
import Testing

/// Sources over sources: names, shapes and weights as the files have them, and errors that name the file.
@Suite struct WeightSourceTests {
    static let a = Tensor((0..<12).map(Float.init), shape: [6, 2])
    static let b = Tensor([1, 2, 3], shape: [3])

    static func file(_ name: String, _ tensors: [String: Tensor]) throws -> SafetensorsFile {
        let bytes = SafetensorsWriter.serialize(tensors, metadata: ["of": .string(name)])
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 64)
        memory.copyBytes(from: bytes)
        return try SafetensorsFile(memory: UnsafeRawBufferPointer(memory), name: name) { memory.deallocate() }
    }

    @Test func renamed() throws {
        let file = try Self.file("file", ["old.a": Self.a, "old.b": Self.b, "other": Self.b])
        let source = RenamedSource(file) { $0.hasPrefix("old.") ? "new." + $0.dropFirst(4) : nil }
        #expect(source.names == ["new.a", "new.b"])
        #expect(source.info("new.a") == WeightInfo(shape: [6, 2], format: .dense(.f32), byteCount: 48))
        #expect(source.info("old.a") == nil && source.info("other") == nil)
        #expect(try source.weight("new.a").expanded().floats == Self.a.floats)
        #expect(source.originalName("new.b") == "old.b" && source.originalName("none") == "none")
        #expect(throws: FormatError(.malformed, "file: no tensor none")) { try source.weight("none") }
    }

    @Test func partsAndTransposes() throws {
        let source = RenamedSource(
            try Self.file("file", ["qkv": Self.a]),
            [
                "q": .init("qkv", rows: 0..<2), "v": .init("qkv", rows: 4..<6), "beyond": .init("qkv", rows: 5..<9),
                "turned": .init("qkv", isTransposed: true), "none": .init("kv"),
            ])
        #expect(source.names == ["beyond", "q", "turned", "v"])
        // what is not there is missed under the file's name
        #expect(source.info("none") == nil && source.originalName("none") == "kv")
        #expect(throws: FormatError(.malformed, "file: no tensor kv")) { try source.weight("none") }
        #expect(source.info("v")?.shape == [2, 2] && source.info("v")?.byteCount == 16)
        #expect(try source.weight("v").expanded().floats == [8, 9, 10, 11])
        #expect(source.info("beyond")?.shape == [1, 2])
        #expect(try source.weight("beyond").expanded().floats == [10, 11])
        #expect(source.info("turned")?.shape == [2, 6])
        let turned = try source.weight("turned").expanded()
        #expect(turned.shape == [2, 6] && turned.floats == [0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11])
    }

    @Test func shards() throws {
        let shards = [try Self.file("one", ["a": Self.a]), try Self.file("two", ["b": Self.b])]
        let source = try ShardedSource(name: "both", shards, index: ["a": "one", "b": "two"])
        #expect(source.names == ["a", "b"] && source.metadata == ["of": "one"])
        #expect(source.info("b")?.shape == [3])
        #expect(try source.weight("b").expanded().floats == Self.b.floats)
        #expect(throws: FormatError(.malformed, "both: no tensor c")) { try source.weight("c") }
        #expect(throws: FormatError(.malformed, "both: no tensor c, which two should hold")) {
            try ShardedSource(name: "both", shards, index: ["a": "one", "c": "two"])
        }
        #expect(throws: FormatError(.malformed, "three: tensor b is also in two")) {
            try ShardedSource(name: "all", shards + [Self.file("three", ["b": Self.b])])
        }
    }
}
