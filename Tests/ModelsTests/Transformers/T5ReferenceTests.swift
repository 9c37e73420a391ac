import Formats
import Glibc
import Tensors
import TestSupport
import Testing
import Tokenizers

@testable import Models

/// Families' text encoders with T5 in them against what ComfyUI gave for the same files.
@Suite(.serialized) struct T5ReferenceTests {
    /// A family, the type that ComfyUI's loaders call it, and its files.
    struct Case: Sendable, CustomTestStringConvertible {
        let family: String
        let type: CLIPType
        let kinds: [SyntheticCheckpoint.Kind]
        var testDescription: String { family }

        init(_ family: String, _ type: CLIPType, _ kinds: SyntheticCheckpoint.Kind...) {
            (self.family, self.type, self.kinds) = (family, type, kinds)
        }
    }

    static let compute = Compute(pool: ThreadPool())

    /// A prompt of a family with what the reference made of it.
    struct Golden {
        let text: String
        /// By the encoder's key.
        let tokens: [String: [PromptToken]]
        let length: Int
        let shape: [Int]
        /// Every so manieth value is kept.
        let step: Int
        let values: Tensor
        let pooled: Tensor?

        static func all(_ family: String) throws -> [(name: String, golden: Golden)] {
            let file = try SafetensorsFile(path: Fixtures.path("reference/dit/encoded.safetensors"))
            let facts = try JSON(parsing: Fixtures.text("reference/dit/encoded.json"))
            return try #require(facts[family]?.object).map { name, facts in
                let tokens = try #require(facts["tokens"]?.object).map { key, tokens in
                    (
                        key,
                        (tokens.array ?? []).map { pair in
                            PromptToken(.token(pair.array?[0].int ?? -1), weight: pair.array?[1].number ?? 1)
                        }
                    )
                }
                let pooled = "\(family).pooled_output.\(name)"
                return (
                    name,
                    Golden(
                        text: try #require(facts["text"]?.string), tokens: Dictionary(uniqueKeysWithValues: tokens),
                        length: try #require(facts["length"]?.int),
                        shape: try #require(facts["cond"]?.array).compactMap(\.int),
                        step: try #require(facts["step"]?.int), values: try file.tensor("\(family).cond.\(name)"),
                        pooled: file.info(pooled) == nil ? nil : try file.tensor(pooled))
                )
            }
        }

        func check(_ encoded: EncodedPrompt, _ name: String) throws {
            #expect(encoded.hidden.shape == shape, "\(name)")
            let all = encoded.hidden.floats
            let kept = stride(from: 0, to: all.count, by: step).map { all[$0] }
            #expect(relativeDifference(Tensor(kept, shape: [kept.count]), values) < 1e-5, "\(name)")
            guard let pooled else { return }
            let own = try #require(encoded.pooled)
            #expect(relativeDifference(own.reshaped([own.count]), pooled) < 1e-5, "\(name)")
        }
    }

    @Test(arguments: [
        Case("flux", .flux, .t5XXL, .clipL), Case("sd3", .sd3, .clipG, .clipL, .t5XXLWide),
        Case("chroma", .chroma, .t5XXL), Case("ltxv", .ltxv, .t5XXL), Case("wan", .wan, .umt5),
        Case("cosmos_predict2", .cosmos, .t5Old),
    ]) func encoded(_ row: Case) throws {
        let files = try row.kinds.map { try SafetensorsFile(path: SyntheticCheckpoint.path($0)) }
        let encoder = try TextEncoderLoader(row.type).load(files, Self.compute, WeightBudget()).encoder
        for (name, golden) in try Golden.all(row.family) {
            let encoded = try encoder.encode(Prompt(golden.text), Self.compute)
            try golden.check(encoded, "\(row.family) \(name)")
            if let mask = encoded.attentionMask {
                let end = try #require(golden.tokens["t5xxl"]).firstIndex { $0.value == .token(1) }
                #expect(mask.floats.firstIndex(of: 0) == end.map { $0 + 1 })
            }
        }
    }

    /// Its vocabulary is not among the fixtures: the reference's tokens are encoded.
    @Test func auraFlow() throws {
        let file = try SafetensorsFile(path: SyntheticCheckpoint.path(.t5XL))
        let found = try #require(FoundTextEncoder(file))
        #expect(found.kind == .t5XL)
        let tokenizer = SequenceTokenizer(ByT5Tokenizer(), end: 2, pad: 1)
        let encoder = try T5TextEncoder(found.reader(Self.compute, WeightRoom()), tokenizer, .auraFlow, nil)
        for (name, golden) in try Golden.all("aura") {
            let tokens = try #require(golden.tokens["pile_t5xl"])
            let padding = Array(repeating: PromptToken(.token(1)), count: golden.length - tokens.count)
            try golden.check(encoder.encode(tokens + padding, Self.compute), "aura \(name)")
        }
        let error = #expect(throws: ModelError.self) {
            try TextEncoderLoader().load([file], Self.compute, WeightBudget())
        }
        #expect(error?.message.contains("pile_t5xl_tokenizer.model") == true)
        let folder = TemporaryFolder()
        folder.make("pile_t5xl_tokenizer.model", Fixtures.bytes("tokens/gemma_like.model"))
        let path = "\(folder.path)/t5.safetensors"
        #expect(symlink(SyntheticCheckpoint.path(.t5XL), path) == 0)
        let named = try TextEncoderLoader().load([SafetensorsFile(path: path)], Self.compute, WeightBudget()).encoder
        #expect(try named.encode(Prompt("a fox"), Self.compute).hidden.shape[1] == 256)
    }

    /// LoRAs change T5 beside CLIP-L; what shares its weights stays as it was.
    @Test func patched() throws {
        let files = try [SyntheticCheckpoint.Kind.clipL, .t5XXL].map {
            try SafetensorsFile(path: SyntheticCheckpoint.path($0))
        }
        let encoder = try TextEncoderLoader(.flux).load(files, Self.compute, WeightBudget()).encoder
        let plain = try encoder.encode(Prompt("a lake"), Self.compute)
        func changed(_ name: String) throws -> EncodedPrompt {
            let shape = try #require(encoder.weights?.shape(name))
            let patch = DifferencePatch(StoredWeight(Tensor(repeating: 0.1, shape)), strength: 1)
            return try encoder.patched(by: [name: [patch]], Self.compute).encode(Prompt("a lake"), Self.compute)
        }
        let other = try changed("t5xxl.transformer.encoder.block.3.layer.1.DenseReluDense.wo.weight")
        #expect(other.hidden.floats != plain.hidden.floats && other.pooled?.floats == plain.pooled?.floats)
        let clip = try changed("clip_l.transformer.text_model.final_layer_norm.bias")
        #expect(clip.hidden.floats == plain.hidden.floats && clip.pooled?.floats != plain.pooled?.floats)
        #expect(try encoder.encode(Prompt("a lake"), Self.compute).hidden.floats == plain.hidden.floats)
    }

    /// What each file is and what would fit is told.
    @Test func wrongFiles() throws {
        let files = try [SyntheticCheckpoint.Kind.clipL, .t5XXL].map {
            try SafetensorsFile(path: SyntheticCheckpoint.path($0))
        }
        func message(_ files: [SafetensorsFile], _ type: CLIPType) -> String {
            let error = #expect(throws: ModelError.self) {
                try TextEncoderLoader(type).load(files, Self.compute, WeightBudget())
            }
            return error?.message ?? ""
        }
        let pair = message(files, .sdxl)
        #expect(pair.contains("clip_l_s.safetensors is a CLIP-L") && pair.contains("t5xxl_s.safetensors is a T5-XXL"))
        #expect(
            pair.contains("SDXL wants CLIP-L and CLIP-G") && pair.contains("the types flux,") && pair.contains("sd3"))
        #expect(message([files[0]], .flux).contains("Flux.1 wants CLIP-L and T5-XXL"))
        #expect(message([files[0], files[0]], .flux).contains("is a CLIP-L"))
    }
}
