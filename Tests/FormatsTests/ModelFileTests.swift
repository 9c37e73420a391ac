import Formats
import Tensors
import TestSupport
import Testing

/// Which files are opened as what, and what errors say of those that hold no model.
@Suite struct ModelFileTests {
    static func file(_ tensors: [String: Tensor]) -> [UInt8] { SafetensorsWriter.serialize(tensors) }

    @Test(arguments: [
        ("version https://git-lfs.github.com/spec/v1\noid sha256:aa\n", "Git LFS pointer"),
        ("<!DOCTYPE html>\n<html><title>Sign in</title>", "web page"), ("\n  <html>", "web page"),
        ("\u{feff}<!doctype HTML>", "web page"), ("<?xml version=\"1.0\"?><Error>AccessDenied</Error>", "XML document"),
        ("{\"error\": \"Unauthorized\"}", "JSON document"), ("\u{1f}\u{8}not gzip, but near", ""),
        ("lmgg and so on, and so on", "before GGUF"), ("Access denied", "not a safetensors file"), ("", "is empty"),
        ("a", "shorter than"),
    ])
    func notAModel(_ text: String, _ part: String) throws {
        let folder = TemporaryFolder()
        folder.make("model.safetensors", Array(text.utf8))
        let path = folder.path + "/model.safetensors"
        let error = #expect(throws: FormatError.self) { try ModelFile.open(path: path) }
        #expect(error?.message.hasPrefix("\(path): ") == true)
        #expect(part.isEmpty || error?.message.contains(part) == true, "\(error?.message ?? "")")
    }

    @Test(
        arguments: [
            ([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0], "packed archive"),
            ([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], "picture"),
            ([UInt8](repeating: 0, count: 5000), "zeros"), ([0x89, 0x48, 0x44, 0x46, 1, 2, 3, 4, 5, 6], "HDF5"),
            ([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 0, 0], "NumPy"),
        ] as [([UInt8], String)])
    func otherFormats(_ bytes: [UInt8], _ part: String) throws {
        let folder = TemporaryFolder()
        folder.make("model.ckpt", bytes)
        let error = #expect(throws: FormatError.self) { try ModelFile.open(path: folder.path + "/model.ckpt") }
        #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    }

    /// The ending does not matter: the first bytes tell.
    @Test(arguments: [true, false]) func byContents(_ isMapped: Bool) throws {
        let folder = TemporaryFolder()
        folder.make("model.ckpt", Self.file(["a": Tensor([1, 2], shape: [2])]))
        #expect(try ModelFile.open(path: folder.path + "/model.ckpt", isMapped: isMapped).names == ["a"])
        let half = Self.file(["a": Tensor([1, 2], shape: [2])]).dropLast(4)
        folder.make("half.safetensors", Array(half))
        let error = #expect(throws: FormatError.self) { try ModelFile.open(path: folder.path + "/half.safetensors") }
        #expect(error?.message.contains("truncated") == true)
    }

    @Test func shards() throws {
        let folder = TemporaryFolder()
        folder.make("model-00001-of-00002.safetensors", Self.file(["a": Tensor([1], shape: [1])]))
        folder.make("model-00002-of-00002.safetensors", Self.file(["b": Tensor([2], shape: [1])]))
        let index =
            "{\"metadata\": {\"total_size\": 8}, \"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\", \"b\": \"model-00002-of-00002.safetensors\"}}"
        folder.make("model.safetensors.index.json", Array(index.utf8))
        for name in [
            "model.safetensors.index.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
        ] {
            let file = try ModelFile.open(path: "\(folder.path)/\(name)")
            #expect(file.names == ["a", "b"] && file.name.hasSuffix(name))
            #expect(try file.weight("b").expanded().floats == [2])
        }
        // one that is missing is named
        folder.make("other-00001-of-00002.safetensors", Self.file(["a": Tensor([1], shape: [1])]))
        let error = #expect(throws: FormatError.self) {
            try ModelFile.open(path: folder.path + "/other-00001-of-00002.safetensors")
        }
        #expect(error?.message.contains("other-00002-of-00002.safetensors") == true)
    }

    @Test(arguments: [
        "{}", "[]", "{\"weight_map\": {\"a\": \"../secret\"}}", "{\"weight_map\": {\"a\": 1}}", "{",
        "{\"weight_map\": {\"a\": \"..\"}}",
    ])
    func hostileIndex(_ text: String) throws {
        let folder = TemporaryFolder()
        folder.make("model.safetensors.index.json", Array(text.utf8))
        let error = #expect(throws: FormatError.self) {
            try ModelFile.open(path: folder.path + "/model.safetensors.index.json")
        }
        #expect(error?.code == .malformed)
    }

    /// Names that are nearly those of shards are names.
    @Test(arguments: [
        "a-0001-of-0002.safetensors", "a-00001-of-00000.safetensors", "a00001-of-00002.safetensors", "-of-.x",
    ])
    func noShards(_ name: String) throws {
        let folder = TemporaryFolder()
        folder.make(name, Self.file(["a": Tensor([1], shape: [1])]))
        #expect(try ModelFile.open(path: "\(folder.path)/\(name)").names == ["a"])
    }
}
