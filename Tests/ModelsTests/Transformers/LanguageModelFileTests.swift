import Formats
import Tensors
import TestSupport
import Testing
import Tokenizers

@testable import Models

/// Files of language models, with tiny ones.
@Suite struct LanguageModelFileTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))

    /// Two layers, heads of 32 if norms of queries tell it.
    static func tiny(hasHeadNorms: Bool = true, hasBiases: Bool = false, isGemma: Bool = false) -> ModelFile {
        let (width, head) = (64, hasHeadNorms ? 32 : isGemma ? 256 : 128)
        var shapes: [String: [Int]] = ["embed_tokens.weight": [isGemma ? 2048 : 400, width], "norm.weight": [width]]
        for layer in 0..<2 {
            let at = "layers.\(layer)"
            for (name, rows) in [("q", 2 * head), ("k", head), ("v", head)] {
                shapes["\(at).self_attn.\(name)_proj.weight"] = [rows, width]
                if hasBiases { shapes["\(at).self_attn.\(name)_proj.bias"] = [rows] }
            }
            shapes["\(at).self_attn.o_proj.weight"] = [width, 2 * head]
            if hasHeadNorms { for name in ["q", "k"] { shapes["\(at).self_attn.\(name)_norm.weight"] = [head] } }
            shapes["\(at).mlp.gate_proj.weight"] = [96, width]
            shapes["\(at).mlp.up_proj.weight"] = [96, width]
            shapes["\(at).mlp.down_proj.weight"] = [width, 96]
            let norms = ["input", "post_attention"] + (isGemma ? ["pre_feedforward", "post_feedforward"] : [])
            for name in norms { shapes["\(at).\(name)_layernorm.weight"] = [width] }
        }
        var file = ModelFile()
        for (seed, (name, shape)) in shapes.sorted(by: { $0.key < $1.key }).enumerated() {
            let count = shape.reduce(1, *)
            let values: [Float] = (0..<count).map { index in
                let number = (index * 7919 + seed * 104_729) % 997
                return Float(number) / 997 - 0.5
            }
            file.tensors["model.\(name)"] = Tensor(values, shape: shape)
        }
        return file
    }

    private static func model(_ file: ModelFile, _ variant: DecoderVariant) throws -> DecoderModel {
        try DecoderModel(WeightReader(file.file(), compute: compute).at("model"), variant)
    }

    /// A missing or misshapen tensor is named as the file calls it.
    @Test func hostileFiles() {
        HostileFileTests().check(
            Self.tiny(), except: ["model.norm.weight", "model.layers.0.self_attn.q_norm.weight"],
            mayBeLonger: ["model.embed_tokens.weight"]
        ) {
            _ = try DecoderModel(WeightReader($0, compute: Self.compute).at("model"), .qwen3)
        }
    }

    /// What padding is made of does not matter, nor what comes behind.
    @Test func hiddenTokens() throws {
        let model = try Self.model(Self.tiny(), .qwen3)
        func run(_ ids: [Int], hidden: Set<Int>) throws -> Tensor {
            let x = try model.tokens(ids.map { PromptToken(.token($0)) }, Self.compute)
            let sequence = DecoderModel.Sequence(
                x: x.reshaped([1, ids.count, model.width]), positions: [ids.indices.map(Float.init)],
                isHidden: ids.indices.map(hidden.contains))
            return try model(sequence, .last, Self.compute)
        }
        let short = try run([5, 6, 7], hidden: []).tokens(0..<2)
        #expect(relativeDifference(try run([5, 6, 9, 9], hidden: []).tokens(0..<2), short) < 1e-6)
        let (a, b) = (try run([5, 8, 7], hidden: [1]), try run([5, 2, 7], hidden: [1]))
        func last(_ x: Tensor) -> Tensor { x.reshaped([3, model.width]).slice(2..<3) }
        #expect(relativeDifference(last(a), last(b)) < 1e-6)
        #expect(relativeDifference(a, b) > 1e-3)
        // tokens that see nothing are what they are without attention
        let blind = try run([4, 4, 4], hidden: [0, 1, 2]).reshaped([3, model.width])
        #expect(blind.slice(0..<1).floats == blind.slice(2..<3).floats)
    }

    /// Gemma's norms are stored less 1, rounded with it as they are stored.
    @Test func gemmasNorms() throws {
        var file = ModelFile()
        file.tensors["weight"] = try Tensor([0.3333, -0.01], shape: [2]).converted(to: .bf16)
        let norm = try RMSNorm(WeightReader(file.file(), compute: Self.compute), 2, adding: 1, eps: 0)
        let normed = try norm(Tensor([1, 1], shape: [1, 2]), Self.compute)
        #expect(normed.floats == [1.3359375, 0.98828125])
    }

    /// Without its vocabulary a model says what is missing and where it goes; the file beside it is read.
    @Test func missingVocabulary() throws {
        let file = Self.tiny(hasHeadNorms: false, isGemma: true).file("/nowhere/gemma.safetensors")
        let error = #expect(throws: ModelError.self) {
            try TextEncoderLoader(.lumina2).load([file], Self.compute, WeightBudget())
        }
        #expect(error?.message.contains("/nowhere/gemma.safetensors") == true)
        #expect(error?.message.contains("gemma_tokenizer.model") == true)
        let folder = TemporaryFolder()
        folder.make("gemma_tokenizer.model", Fixtures.bytes("tokens/gemma_like.model"))
        let named = Self.tiny(hasHeadNorms: false, isGemma: true).file("\(folder.path)/gemma.safetensors")
        let encoder = try TextEncoderLoader(.lumina2).load([named], Self.compute, WeightBudget()).encoder
        #expect(try encoder.encode(Prompt("a fox"), Self.compute).hidden.shape[2] == 64)
    }

    /// Weights have ComfyUI's names, and a patch of one changes what is encoded.
    @Test func patches() throws {
        let file = try SafetensorsFile(path: SyntheticCheckpoint.path(.gemma2))
        let encoder = try TextEncoderLoader(.lumina2).load([file], Self.compute, WeightBudget()).encoder
        let name = "gemma2_2b.transformer.model.layers.0.mlp.gate_proj.weight"
        let patched = try encoder.patched(by: [name: [ScalePatch(2)]], Self.compute)
        let a = try encoder.encode(Prompt("a fox"), Self.compute)
        let b = try patched.encode(Prompt("a fox"), Self.compute)
        #expect(relativeDifference(a.hidden, b.hidden) > 1e-3)
        #expect(a.hidden.shape == b.hidden.shape)
    }

    /// Sizes of pictures, as qwen-vl-utils has them, and the windows of one that fills none.
    @Test func pictures() {
        #expect(QwenVision.size(height: 1024, width: 1024) == (1036, 1036))
        #expect(QwenVision.size(height: 10, width: 40) == (28, 112))
        #expect(QwenVision.size(height: 6000, width: 6000) == (3584, 3584))
        let grid = QwenVisionGrid(rows: 5, columns: 6)
        #expect(grid.groups.map(\.windows) == [1, 1, 1, 1] && grid.groups.map(\.cells) == [16, 8, 4, 2])
        #expect(grid.order.sorted() == Array(0..<30) && grid.order.prefix(6) == [0, 1, 2, 3, 6, 7])
        #expect(grid.patches.prefix(5).map(\.column) == [0, 1, 0, 1, 2] && grid.patches[2].row == 1)
    }
}
