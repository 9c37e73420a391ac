import Formats
import TestSupport
import Tensors
import Testing

@testable import Models

/// Text encoders in checkpoints of transformers, by the names that ComfyUI looks for (`clip_target` of
/// comfy/supported_models.py).
@Suite struct CheckpointTextTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))

    static func file(_ kind: SyntheticCheckpoint.Kind) throws -> SafetensorsFile {
        try SafetensorsFile(path: SyntheticCheckpoint.path(kind))
    }

    /// A family, a language model's name in its checkpoints, what tells that by its size, and whose prompts it encodes.
    @Test func languageModels() {
        let norm = "post_attention_layernorm.weight"
        let rows: [(family: ModelFamily, key: String, tensors: [String: Int], name: String)] = [
            (.zImage, "qwen3_4b", [norm: 2560, "self_attn.q_norm.weight": 128], "Z-Image"),
            (.flux2, "qwen3_4b", [norm: 2560, "self_attn.q_norm.weight": 128], "Flux.2 klein 4B"),
            (.flux2, "qwen3_8b", [norm: 4096, "self_attn.q_norm.weight": 128], "Flux.2 klein 9B"),
            (.flux2, "mistral3_24b", [norm: 5120], "Flux.2 dev"),
            (.lumina2, "gemma2_2b", ["post_feedforward_layernorm.weight": 8], "Lumina 2"),
            (.qwenImage, "qwen25_7b", ["self_attn.k_proj.bias": 512], "Qwen-Image"),
            (.omniGen2, "qwen25_3b", ["self_attn.k_proj.bias": 256], "OmniGen2"),
        ]
        for row in rows {
            var file = ModelFile()
            for (name, count) in row.tensors {
                file.tensors["text_encoders.\(row.key).transformer.model.layers.0.\(name)"] = Tensor(zeros: [count])
            }
            let found = ModelDetector(file.file()).textParts(of: row.family)
            #expect(found?.recipe.name == row.name)
            #expect(found?.parts.map { $0.key } == [row.key])
        }
        let other = ModelFile(["text_encoders.qwen25_7b.logit_scale": Tensor(zeros: [1])])
        #expect(ModelDetector(other.file()).textParts(of: .zImage)?.recipe.name == nil)
    }

    /// Lumina 2's three files as one, with the vocabulary beside the text encoder.
    @Test func wholeCheckpoint() throws {
        let (network, text, autoencoder) = (try Self.file(.lumina2), try Self.file(.gemma2), try Self.file(.vae16))
        let whole = LayeredSource([
            RenamedSource(network) { "model.diffusion_model.\($0)" },
            RenamedSource(text) {
                $0 == "spiece_model" ? "text_encoders.\($0)" : "text_encoders.gemma2_2b.transformer.\($0)"
            },
            RenamedSource(autoencoder) { "vae.\($0)" },
        ])
        let checkpoint = try CheckpointLoader.load(whole, Self.compute)
        #expect(checkpoint.family.name == "Lumina 2" && checkpoint.autoencoder != nil)
        let packed = try #require(checkpoint.textEncoder)
        let alone = try TextEncoderLoader(.lumina2).load([text], Self.compute, WeightBudget()).encoder
        let prompt = Prompt("a red fox in snow")
        #expect(
            try packed.encode(prompt, Self.compute).hidden.floats == alone.encode(prompt, Self.compute).hidden.floats)
    }
}
