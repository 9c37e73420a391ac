import Formats
import Tensors
import TestSupport
import Testing
import Tokenizers

@testable import Models

/// Language models in GGUF files as llama.cpp writes them: the same as under their own names.
@Suite struct GGUFLanguageModelTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))

    private func renamed(_ file: [String: Tensor], _ more: [(String, String)]) -> [String: Tensor] {
        var result: [String: Tensor] = [:]
        for (name, tensor) in file {
            result[(more + GGUFWriter.languageNames).reduce(name) { $0.replacing($1.0, with: $1.1) }] = tensor
        }
        return result
    }

    private func hidden(_ file: any WeightSource, _ variant: DecoderVariant) throws -> Tensor {
        let model = try DecoderModel(WeightReader(file, compute: Self.compute).at("model"), variant)
        let x = try model.tokens([3, 1, 4, 1, 5].map { PromptToken(.token($0)) }, Self.compute)
        let sequence = DecoderModel.Sequence(
            x: x.reshaped([1, 5, model.width]), positions: [[0, 1, 2, 3, 4]],
            isHidden: [Bool](repeating: false, count: 5))
        return try model(sequence, .last, Self.compute)
    }

    @Test func qwen3() throws {
        let own = LanguageModelFileTests.tiny()
        var writer = GGUFWriter()
        writer.add("general.architecture", "qwen3")
        let file = try writer.file(renamed(own.tensors, [("post_attention_layernorm", "ffn_norm")]))
        let expected = try hidden(own.file(), .qwen3)
        #expect(relativeDifference(try hidden(file, .qwen3), expected) < 1e-6)
        let loaded = try TextEncoderLoader(.lumina2).load([file], Self.compute, WeightBudget())
        #expect(loaded.encoder is DecoderTextEncoder)
    }

    /// The rows of each head lie in another order there.
    @Test func llama() throws {
        let own = LanguageModelFileTests.tiny(hasHeadNorms: false)
        var tensors = own.tensors
        for (name, tensor) in own.tensors where name.contains("q_proj") || name.contains("k_proj") {
            let (rows, half) = (tensor.shape[0], 64)
            tensors[name] = Tensor.concatenated(
                (0..<rows).map { row in
                    let (head, place) = (row / 128 * 128, row % 128)
                    let origin = head + place % 2 * half + place / 2
                    return tensor.slice(origin..<origin + 1)
                })
        }
        var writer = GGUFWriter()
        writer.add("general.architecture", "llama")
        writer.add("llama.attention.head_count", 2)
        writer.add("llama.attention.head_count_kv", 1)
        let file = try writer.file(renamed(tensors, [("post_attention_layernorm", "ffn_norm")]))
        #expect(relativeDifference(try hidden(file, .mistral), try hidden(own.file(), .mistral)) < 1e-6)
    }

    /// With whole norms, and a vocabulary of byte pairs as lists.
    @Test func gemma2() throws {
        let own = LanguageModelFileTests.tiny(hasHeadNorms: false, isGemma: true)
        var tensors = own.tensors
        for (name, tensor) in own.tensors where name.contains("norm") { tensors[name] = tensor + 1 }
        let pieces = try SentencePieceModel(Fixtures.bytes("tokens/gemma_like.model"), name: "gemma").pieces
        var writer = GGUFWriter()
        writer.add("general.architecture", "gemma2")
        writer.add("tokenizer.ggml.model", "llama")
        writer.add("tokenizer.ggml.tokens", pieces.map { String(decoding: $0.text, as: UTF8.self) })
        writer.add("tokenizer.ggml.scores", pieces.map(\.score))
        writer.add("tokenizer.ggml.token_type", pieces.map { Int32($0.kind.rawValue) })
        let file = try writer.file(
            renamed(
                tensors,
                [
                    ("post_attention_layernorm", "post_attention_norm"), ("pre_feedforward_layernorm", "ffn_norm"),
                    ("post_feedforward_layernorm", "post_ffw_norm"),
                ]))
        let expected = try hidden(own.file(), .gemma2(own.file()))
        #expect(relativeDifference(try hidden(file, .gemma2(file)), expected) < 1e-6)
        let encoder = try #require(
            try TextEncoderLoader(.lumina2).load([file], Self.compute, WeightBudget()).encoder as? DecoderTextEncoder)
        let plain = try SentencePieceTokenizer(
            SentencePieceModel(Fixtures.bytes("tokens/gemma_like.model"), name: "gemma"), name: "gemma")
        let tokens = try encoder.tokens(Prompt("a watercolor lighthouse")) { _, _, _ in nil }.chunks[0]
        let ids = [plain.startToken].compactMap { $0 } + plain.encode("a watercolor lighthouse")
        #expect(tokens.map(\.value) == ids.map { PromptToken.Value.token($0) })
    }
}
