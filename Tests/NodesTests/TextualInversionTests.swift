import Folders
import Formats
import Models
import System
import Tensors
import TestSupport
import Testing

@testable import Nodes

/// How the files of textual inversions are found.
@Suite struct TextualInversionTests {
    @Test(
        arguments: [
            ("mark", 1), ("mark.safetensors", 1), ("sub/mark", 1), ("sub/mark.safetensors", 1), ("deep", 2), ("top", 3),
            ("ark", nil), ("sub", nil), ("b/mark", nil), ("", nil),
        ] as [(String, Float?)])
    func anywhereBelowTheFolder(_ name: String, _ value: Float?) throws {
        let base = TemporaryFolder()
        for (file, value) in [("sub/mark", 1), ("sub/below/deep", 2), ("top", 3), ("sub/top", 4)] as [(String, Float)] {
            let tensors = ["emb_params": Tensor(repeating: value, [1, 4])]
            base.make("models/embeddings/\(file).safetensors", SafetensorsWriter.serialize(tensors))
        }
        let environment = NodeEnvironment(
            folders: try Folders(Folders.Paths(basePaths: [base.path])), models: ModelStore(),
            pool: ThreadPool(threads: 1))
        let vectors = try TextualInversion(environment: environment).vectors(name, "clip_l", 4)
        #expect(vectors == value.map { [[Float](repeating: $0, count: 4)] })
    }

    /// What a LoRA brings along, as ComfyUI takes it (comfy/sd1_clip.py, `bundled_embed`): all of them.
    @Test func bundledWithALora() throws {
        let base = TemporaryFolder()
        let tensors = [
            "bundle_emb.a.string_to_param.*": Tensor(repeating: 1, [2, 4]),
            "bundle_emb.b.string_to_param.*": Tensor(repeating: 2, [1, 4]),
            "bundle_emb.c.clip_l": Tensor(repeating: 3, [1, 4]),
            "a.lora_up.weight": Tensor(repeating: 4, [1, 4]),
        ]
        base.make("models/embeddings/lora.safetensors", SafetensorsWriter.serialize(tensors))
        let environment = NodeEnvironment(
            folders: try Folders(Folders.Paths(basePaths: [base.path])), models: ModelStore(),
            pool: ThreadPool(threads: 1))
        let vectors = try TextualInversion(environment: environment).vectors("lora", "clip_l", 4)
        #expect(vectors?.map { $0[0] } == [1, 1, 2])
    }
}
