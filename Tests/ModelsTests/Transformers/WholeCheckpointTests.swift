import Formats
import TestSupport
import Tensors
import Testing

@testable import Models

/// Checkpoints with all parts of transformers, whose text encoders are language models.
@Suite struct WholeCheckpointTests {
    private static let compute = Compute(pool: ThreadPool(threads: 2))

    private static func file(_ kind: SyntheticCheckpoint.Kind) throws -> SafetensorsFile {
        try SafetensorsFile(path: SyntheticCheckpoint.path(kind))
    }

    /// Where ComfyUI's CheckpointSave puts them (comfy/supported_models.py, `clip_target` of each family); the vocabulary
    /// lies beside the encoder. The same prompt as with the encoder alone.
    @Test(
        arguments: [
            (.zImage, .qwen3, "qwen3_4b", .lumina2), (.lumina2, .gemma2, "gemma2_2b", .lumina2),
            (.qwenImage, .qwen25, "qwen25_7b", .qwenImage), (.klein, .qwen3, "qwen3_4b", .flux2),
        ] as [(SyntheticCheckpoint.Kind, SyntheticCheckpoint.Kind, String, CLIPType)])
    func textEncoders(
        _ network: SyntheticCheckpoint.Kind, _ text: SyntheticCheckpoint.Kind, _ key: String, _ type: CLIPType
    ) throws {
        let encoder = try Self.file(text)
        let whole = LayeredSource([
            RenamedSource(try Self.file(network)) { "model.diffusion_model.\($0)" },
            RenamedSource(encoder) { name in
                "text_encoders." + (name == "spiece_model" ? name : "\(key).transformer.\(name)")
            },
        ])
        let loaded = try #require(try CheckpointLoader.load(whole, Self.compute).textEncoder)
        let alone = try TextEncoderLoader(type).load([encoder], Self.compute, WeightBudget()).encoder
        let prompt = Prompt("a lake")
        let hidden = try loaded.encode(prompt, Self.compute).hidden
        let expected = try alone.encode(prompt, Self.compute).hidden
        #expect(hidden.count > 0 && hidden.floats == expected.floats)
        #expect(ModelDetector(whole).summary.parts.contains { $0.prefix == "text_encoders.\(key).transformer." })
    }

    /// Lumina 2's relative that is told a pooled prompt too is no Lumina 2.
    @Test func newBie() throws {
        let more = ModelFile(["clip_text_pooled_proj.0.weight": Tensor(zeros: [4])]).file()
        let file = LayeredSource([try Self.file(.lumina2), more])
        let error = #expect(throws: ModelError.self) {
            try DiffusionModelLoader().load([file], Self.compute, WeightBudget())
        }
        #expect(error?.code == .notDetected && error?.message.contains("NewBie") == true)
    }
}
