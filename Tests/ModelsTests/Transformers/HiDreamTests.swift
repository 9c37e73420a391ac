import Formats
import Sampling
import Tensors
import TestSupport
import Testing
import Tokenizers

@testable import Models

/// HiDream's four text encoders and its network against what ComfyUI gave for the same files.
@Suite(.serialized) struct HiDreamTests {
    static let compute = Compute(pool: ThreadPool())
    static let golden = try! SafetensorsFile(path: Fixtures.path("reference/dit/hidream.safetensors"))
    static let facts = try! JSON(parsing: Fixtures.text("reference/dit/hidream.json"))
    static let prompts = facts["prompts"]!.array!

    static let files = [SyntheticCheckpoint.Kind.clipL, .clipG, .t5XXL, .llama3]
    static let encoder = Result {
        _ = SyntheticCheckpoint.path(.llama3Vocabulary)
        return try load(files)
    }

    static func load(_ kinds: [SyntheticCheckpoint.Kind]) throws -> any TextEncoder {
        let files = try kinds.map { try SafetensorsFile(path: SyntheticCheckpoint.path($0)) }
        return try TextEncoderLoader(.hidream).load(files, compute, WeightBudget()).encoder
    }

    /// Every so manieth value, as the reference kept them.
    private func thinned(_ tensor: Tensor, every step: Int) -> Tensor {
        let values = tensor.floats
        let kept = stride(from: 0, to: values.count, by: step).map { values[$0] }
        return Tensor(kept, shape: [kept.count])
    }

    @Test func tokensOfTheLanguageModel() throws {
        _ = SyntheticCheckpoint.path(.llama3Vocabulary)
        let file = try SafetensorsFile(path: SyntheticCheckpoint.path(.llama3))
        let tokenizer = SequenceTokenizer.llama3(try LanguageVocabulary.llama3(beside: file), minimumLength: 128)
        for prompt in Self.prompts {
            let text = try #require(prompt["text"]?.string)
            let tokens = tokenizer.tokenize(text) { (_) throws(Never) in nil }.chunks[0]
            let expected = try #require(prompt["tokens"]?.array).compactMap(\.array)
            #expect(tokens.count == 128)
            #expect(tokens.prefix(expected.count).map(\.value) == expected.map { .token($0[0].int ?? -1) })
            #expect(zip(tokens, expected).allSatisfy { abs($0.weight - ($1[1].number ?? 0)) < 1e-9 })
        }
    }

    @Test func encoded() throws {
        let encoder = try Self.encoder.get()
        for prompt in Self.prompts.prefix(4) {
            let name = try #require(prompt["name"]?.string)
            let result = try encoder.encode(Prompt(try #require(prompt["text"]?.string)), Self.compute)
            #expect(result.hidden.shape == [1, 128, 128])
            let pooled = try #require(result.pooled)
            #expect(relativeDifference(pooled, try Self.golden.tensor("pooled_output.\(name)")) < 1e-5, "\(name)")
            if Self.golden.info("cond.\(name)") != nil {
                #expect(relativeDifference(result.hidden, try Self.golden.tensor("cond.\(name)")) < 1e-5, "\(name)")
            }
            let layers = try #require(result.languageLayers)
            #expect(layers.shape == [1, 32, 128, 64])
            guard Self.golden.info("conditioning_llama3.\(name)@15") != nil else { continue }
            let difference = relativeDifference(
                thinned(layers, every: 15), try Self.golden.tensor("conditioning_llama3.\(name)@15"))
            #expect(difference < 1e-5, "\(name): \(difference)")
        }
    }

    /// x0 at three noise levels, with a prompt and without.
    @Test(arguments: ["plain", "empty"]) func denoised(_ name: String) throws {
        let file = try SafetensorsFile(path: SyntheticCheckpoint.path(.hiDream))
        let model = try DiffusionModelLoader().load([file], Self.compute, WeightBudget()).model
        let prompt = try #require(Self.prompts.first { $0["name"]?.string == name })
        let encoded = try Self.encoder.get().encode(Prompt(try #require(prompt["text"]?.string)), Self.compute)
        let x = try Self.golden.tensor("denoiser.x")
        var inputs = NetworkInputs(context: encoded.hidden, vector: encoded.pooled)
        inputs.languageLayers = encoded.languageLayers
        for level in 0..<3 {
            let sigma = Float(try #require(Self.facts["denoiser_sigmas"]?["\(level)"]?.number))
            let denoised = try model.denoised(x * sigma, sigma: sigma, inputs, Self.compute)
            let difference = relativeDifference(
                denoised, try Self.golden.tensor("denoiser.denoised.\(name).\(level)"))
            #expect(difference < 1e-5, "\(name) at \(sigma): \(difference)")
        }
    }

    /// A picture beside the latent changes what is drawn; it is as if both were one picture, of which the left is kept.
    @Test func pictureBesideTheLatent() throws {
        let file = try SafetensorsFile(path: SyntheticCheckpoint.path(.hiDream))
        let model = try DiffusionModelLoader().load([file], Self.compute, WeightBudget()).model
        let x = try Self.golden.tensor("denoiser.x")
        let other = -x * 0.5
        var inputs = NetworkInputs(
            context: Tensor(repeating: 0.1, [1, 3, 128]), vector: Tensor(repeating: 0.2, [1, 320]))
        inputs.languageLayers = Tensor(repeating: 0.3, [1, 2, 4, 64])
        let (rows, width) = (x.shape[1] * x.shape[2], x.shape[3])
        let (left, right) = (x.floats, other.floats)
        var wide: [Float] = []
        for row in 0..<rows {
            let range = row * width..<(row + 1) * width
            wide += Array(left[range])
            wide += Array(right[range])
        }
        let whole = try model.network(
            Tensor(wide, shape: [1, x.shape[1], x.shape[2], 2 * width]), timesteps: [500], inputs, Self.compute)
        let beside = try model.network(
            Tensor(left + right, shape: [1, 2 * x.shape[1], x.shape[2], width]), timesteps: [500], inputs, Self.compute)
        #expect(beside.shape == x.shape)
        let floats = whole.floats
        var expected: [Float] = []
        for row in 0..<rows {
            let start = 2 * row * width
            expected += floats[start..<start + width]
        }
        #expect(beside.floats == expected)
    }

    /// Any of the four will do; zeros stand for the others.
    @Test func someOfTheEncoders() throws {
        let clip = try Self.load([.clipL]).encode(Prompt("a fox"), Self.compute)
        #expect(clip.hidden.shape == [1, 128, 4096] && clip.pooled?.shape == [1, 128 + 1280])
        #expect(clip.languageLayers?.shape == [1, 32, 1, 4096])
        let t5 = try Self.load([.t5XXL]).encode(Prompt(String(repeating: "fox ", count: 300)), Self.compute)
        #expect(t5.hidden.shape == [1, 128, 128] && t5.pooled?.shape == [1, 2048])
    }

    /// The error says what is missing, and where it is looked for.
    @Test func missingVocabulary() throws {
        let file = ModelFile([:]).file("/nowhere/llama.safetensors")
        let error = #expect(throws: ModelError.self) { try LanguageVocabulary.llama3(beside: file) }
        #expect(error?.message.contains("llama3_tokenizer.model") == true)
    }
}
