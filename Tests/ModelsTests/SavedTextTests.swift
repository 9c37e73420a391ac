import Formats
import Sampling
import TestSupport
import Tensors
import Testing

@testable import Models

/// What of text encoders and autoencoders goes into saved files. Names are those of the reference's modules
/// (`state_dict` of comfy/text_encoders/flux.py, z_image.py and lumina2.py, comfy/sd.py's `VAE.get_sd`).
@Suite struct SavedTextTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))

    static func file(_ kind: SyntheticCheckpoint.Kind) throws -> SafetensorsFile {
        try SafetensorsFile(path: SyntheticCheckpoint.path(kind))
    }

    static func saved(_ type: CLIPType, _ files: any WeightSource...) throws -> [SavedText] {
        try SavedText.encoders(of: TextEncoderLoader(type).load(files, compute, WeightBudget()).encoder)
    }

    /// Flux.1's pair: CLIP with the projection that its file lacks, T5 as its file has it.
    @Test func pair() throws {
        let (clip, t5) = (try Self.file(.clipL), try Self.file(.t5XXL))
        let texts = try Self.saved(.flux, t5, clip)
        #expect(texts.map(\.key) == ["clip_l", "t5xxl"] && texts.map(\.isCLIP) == [true, false])
        let entries = texts.map { $0.huggingFace("a.", hasProjection: true) }
        #expect(Set(entries[0].map(\.name)) == Set((clip.names + ["text_projection.weight"]).map { "a.\($0)" }))
        #expect(Set(entries[1].map(\.name)) == Set(t5.names.map { "a.\($0)" }))
        #expect(entries.joined().allSatisfy { $0.type == .f16 })
        // its table of tokens by its other name, and by both
        let other = RenamedSource(t5) { $0 == "shared.weight" ? "encoder.embed_tokens.weight" : $0 }
        for file in [other, LayeredSource([t5, other])] as [any WeightSource] {
            let saved = try Self.saved(.chroma, file)[0].huggingFace("", hasProjection: true)
            #expect(saved.map(\.name).sorted() == t5.names.sorted())
        }
    }

    /// A language model keeps the type of its norm; of what its file has beside the weights nothing is kept.
    @Test func languageModel() throws {
        let file = try Self.file(.qwen3)
        let more = SingleSource(name: "lm_head.weight", stored: StoredWeight(Tensor(zeros: [1, 1])))
        let texts = try Self.saved(.lumina2, LayeredSource([file, more]))
        #expect(texts.map(\.key) == ["qwen3_4b"])
        let entries = texts[0].huggingFace("", hasProjection: true)
        #expect(Set(entries.map(\.name)) == Set(file.names) && entries.allSatisfy { $0.type == .bf16 })
    }

    /// What a tokenizer is made of is saved beside the encoders, byte for byte.
    @Test func vocabulary() throws {
        let file = try Self.file(.gemma2)
        let texts = try Self.saved(.lumina2, file)
        let names = file.names.filter { $0 != "spiece_model" }
        #expect(Set(texts[0].huggingFace("", hasProjection: true).map(\.name)) == Set(names))
        #expect(texts[0].vocabularies.map(\.name) == ["spiece_model"])
        let bytes = try texts[0].vocabularies[0].make().floats
        #expect(try bytes == file.weight("spiece_model").expanded().floats && texts[0].vocabularies[0].type == .u8)
    }

    /// Vocabularies lie beside the encoders of a checkpoint, whichever name those have.
    @Test func vocabularyOfACheckpoint() throws {
        let part = "text_encoders.gemma2_2b.transformer."
        let file = ModelFile([
            "\(part)model.layers.0.post_feedforward_layernorm.weight": Tensor(zeros: [4]),
            "text_encoders.spiece_model": Tensor(zeros: [3]), "spiece_model": Tensor(zeros: [2]),
        ]).file()
        let found = try #require(FoundTextEncoder(file, "gemma2_2b", in: "text_encoders."))
        #expect(found.kind == .gemma2 && found.place == part)
        #expect(found.file.info("spiece_model")?.shape == [3])
        #expect(FoundTextEncoder(file, "gemma2_2b", in: "cond_stage_model.") == nil)
    }

    /// Those of Flux.2's projections that its file has inside the halves lie beside them, and the batch norm too.
    @Test func autoencoders() throws {
        let flux = try AutoencoderLoader.load(Self.file(.flux2VAE), Self.compute)
        let names = Set(try flux.weights().map(\.name))
        let beside = ["post_quant_conv.bias", "quant_conv.weight", "bn.running_var", "bn.num_batches_tracked"]
        #expect(names.isSuperset(of: beside) && !names.contains("decoder.post_quant_conv.bias"))
        let wan = try AutoencoderLoader.load(Self.file(.wanVAE), Self.compute)
        #expect(Set(try wan.weights().map(\.name)) == Set(try Self.file(.wanVAE).names))
    }

    /// Attentions that are linear in a file, as diffusers' are, become the 1x1 convolutions that ComfyUI wants.
    @Test func linearAttentions() throws {
        let file = try Self.file(.vae16)
        var flat = ModelFile()
        for name in file.names {
            let tensor = try file.tensor(name)
            let isFlat = name.contains(".attn_1.") && tensor.shape.count == 4
            flat.tensors[name] = isFlat ? tensor.reshaped(Array(tensor.shape.prefix(2))) : tensor
        }
        let weights = try AutoencoderLoader.load(flat.file(), Self.compute).weights()
        #expect(weights.count == file.names.count)
        #expect(weights.allSatisfy { $0.shape == file.info($0.name)?.shape })
    }

    /// Where checkpoints of a family have their parts.
    @Test func families() {
        let facts = [ModelFamily.flux, .stableDiffusion3, .chroma].map { $0.saving(FlowSampling()) }
        #expect(facts.map(\.textRoot) == ["text_encoders.", "text_encoders.", "cond_stage_model."])
        #expect(facts.map(\.autoencoderRoot) == ["vae.", "first_stage_model.", "first_stage_model."])
        #expect(facts.map(\.architecture) == [nil, "stable-diffusion-v3-medium", nil])
    }
}
