import Glibc
import Formats
import Models
import Sampling
import Tensors
import TestSupport
import Testing
import Tokenizers

/// Single calls of each network against what ComfyUI gave for the same file.
@Suite(.serialized) struct ReferenceTests {
    static let golden = try! SafetensorsFile(path: Fixtures.path("reference/goldens/internals.safetensors"))
    static let facts = try! JSON(parsing: Fixtures.text("reference/goldens/internals.json"))
    static let compute = Compute(pool: ThreadPool())
    static let checkpoint = Result {
        try CheckpointLoader.load(SafetensorsFile(path: SyntheticCheckpoint.path(.sd1Small)), compute)
    }

    /// The reference's chunks of a prompt, padded.
    static func chunks(_ name: String) -> [[PromptToken]] {
        let vectors = try! SafetensorsFile(path: SyntheticCheckpoint.path(.embedding)).tensor("emb_params").floats
        return facts["tokens_sd1"]![name]!["l"]!.array!.map { chunk in
            var place = 0
            var tokens = chunk["tokens"]!.array!.map { token -> PromptToken in
                let weight = token.array![1].number!
                guard let id = token.array![0].int else {
                    defer { place = (place + 1) % 3 }
                    return PromptToken(.vector(Array(vectors[place * 768..<(place + 1) * 768])), weight: weight)
                }
                return PromptToken(.token(id), weight: weight)
            }
            while tokens.count < 77 { tokens.append(PromptToken(.token(CLIPTokenizer.endToken))) }
            return tokens
        }
    }

    @Test(arguments: ["empty", "weight_words", "long", "embedding"])
    func textEncoder(_ prompt: String) throws {
        let encoder = try #require(Self.checkpoint.get().clip)
        let (hidden, pooled) = try encoder.encode(Self.chunks(prompt), Self.compute)
        #expect(relativeDifference(hidden, try Self.golden.tensor("sd1.cond.\(prompt)")) < 1e-5)
        #expect(relativeDifference(pooled, try Self.golden.tensor("sd1.pooled.\(prompt)")) < 1e-5)
    }

    @Test(arguments: [("pos", "masterpiece best quality girl"), ("neg", "bad hands")])
    func prompts(_ prompt: (name: String, text: String)) throws {
        let encoder = try #require(Self.checkpoint.get().clip)
        let chunks = PromptTokenizer().tokenize(prompt.text) { (_) throws(Never) in nil }.chunks
        let (hidden, pooled) = try encoder.encode(chunks, Self.compute)
        #expect(relativeDifference(hidden, try Self.golden.tensor("sd1.cond.\(prompt.name)")) < 1e-5)
        #expect(relativeDifference(pooled, try Self.golden.tensor("sd1.pooled.\(prompt.name)")) < 1e-5)
    }

    /// The last layer but one, normed like the last; where there are not so many layers, the last.
    @Test func clipSkip() throws {
        let encoder = try #require(Self.checkpoint.get().clip)
        let prompt = PromptTokenizer().tokenize("masterpiece best quality girl") { (_) throws(Never) in nil }.chunks
        let last = try encoder.encode(prompt, Self.compute)
        let skipped = try encoder.encode(prompt, layer: -2, Self.compute)
        #expect(relativeDifference(skipped.hidden, try Self.golden.tensor("sd1.cond_clip_skip2.pos")) < 1e-5)
        #expect(skipped.pooled.floats == last.pooled.floats)
        #expect(try encoder.encode(prompt, layer: -13, Self.compute).hidden.floats == last.hidden.floats)
        let first = try encoder.encode(prompt, layer: -12, Self.compute)
        #expect(relativeDifference(first.hidden, last.hidden) > 0.01)
    }

    @Test func autoencoder() throws {
        let autoencoder = try #require(Self.checkpoint.get().autoencoder)
        let decoded = try autoencoder.decode(Self.golden.tensor("sd1.vae.latent"), Self.compute)
        #expect(relativeDifference(decoded, try Self.golden.tensor("sd1.vae.decoded")) < 1e-5)
        let encoded = try autoencoder.encode(Self.golden.tensor("sd1.vae.image"), Self.compute)
        #expect(relativeDifference(encoded, try Self.golden.tensor("sd1.vae.encoded")) < 1e-5)
    }

    @Test(arguments: [0, 1, 2])
    func unet(_ index: Int) throws {
        let unet = try Self.checkpoint.get().unet
        let sigma = Float(Self.facts["unet_sigmas"]!.array![index].number!)
        let sigmas = try Self.golden.tensor("sd1.sigmas").floats
        let timestep = sigmas.indices.min { abs(log(sigmas[$0] / sigma)) < abs(log(sigmas[$1] / sigma)) }!
        let x = try Self.golden.tensor("sd1.unet.x")
        let context = Tensor.concatenated(
            [try Self.golden.tensor("sd1.cond.pos"), try Self.golden.tensor("sd1.cond.neg")])
        // the reference called the model with x * sigma, which it scales to unit variance
        let scaled = x * (sigma / (sigma * sigma + 1).squareRoot())
        let eps = try unet(
            scaled, timesteps: [Float(timestep), Float(timestep)], NetworkInputs(context: context), Self.compute)
        #expect(relativeDifference(eps, try Self.golden.tensor("sd1.unet.eps.\(index)")) < 1e-5)
    }

    /// x0 of two items under two prompts at once, and of guidance without a negative.
    @Test(arguments: [0, 1, 2])
    func denoised(_ index: Int) throws {
        let model = try Self.checkpoint.get().model
        let sigma = Float(Self.facts["unet_sigmas"]!.array![index].number!)
        let x = try Self.golden.tensor("sd1.unet.x") * sigma
        let prompts = [try Self.golden.tensor("sd1.cond.pos"), try Self.golden.tensor("sd1.cond.neg")]
        let expected = try Self.golden.tensor("sd1.unet.denoised.\(index)")
        let denoised = try model.denoised(x, sigma: sigma, NetworkInputs(context: .concatenated(prompts)), Self.compute)
        #expect(relativeDifference(denoised, expected) < 1e-5)
        for (item, prompt) in prompts.enumerated() {
            let guided = try GuidedDenoiser(
                model: model, guider: CFGGuider(positive: Conditioning([.init(hidden: prompt)])), shape: x.shape,
                compute: Self.compute)
            #expect(
                relativeDifference(try guided(x.slice(item..<item + 1), sigma).x0, expected.slice(item..<item + 1))
                    < 1e-5)
        }
    }
}
