import Folders
import Formats
import Images
import Models
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

@Suite struct TrainingDatasetTests {
    private let base = TemporaryFolder()
    private var environment: NodeEnvironment { .test(base.folders, threads: 1) }

    private func latent(_ value: Float) -> Value {
        Latent(Tensor([value, 2, 3, 4], shape: [1, 1, 2, 2])).value
    }

    private func conditioning(_ value: Float) -> Value {
        .list([
            .list([
                .tensor(Tensor([value, -1], shape: [1, 1, 2])),
                .dictionary([
                    "pooled_output": .tensor(Tensor([value], shape: [1, 1])), "width": .int(64),
                    "strength": .float(0.5),
                    "mine": .list([.string("é"), .null, .bool(true), .int(1 << 40)]),
                ]),
            ])
        ])
    }

    private func save(_ count: Int, _ size: Int, _ folder: String = "set") throws {
        _ = try SaveTrainingDataset(environment: environment).run([
            "latents": .list((0..<count).map { latent(Float($0)) }),
            "conditioning": .list((0..<count).map { conditioning(Float($0)) }),
            "folder_name": .list([.string(folder)]), "shard_size": .list([.int(Int128(size))]),
        ])
    }

    @Test func whatIsSavedIsLoaded() throws {
        try save(5, 2)
        let facts = String(decoding: try FileBytes.read(base.path + "/output/set/metadata.json"), as: UTF8.self)
        #expect(facts == "{\n  \"num_samples\": 5,\n  \"num_shards\": 3,\n  \"shard_size\": 2\n}")
        let node = LoadTrainingDataset(environment: environment)
        let output = try node.run(["folder_name": .string("set")])
        let (latents, conditionings) = (output.values[0].list ?? [], output.values[1].list ?? [])
        try #require(latents.count == 5 && conditionings.count == 5)
        for index in 0..<5 {
            #expect(try Latent(latents[index], "").samples.floats == [Float(index), 2, 3, 4])
            let entry = try Conditioning(conditionings[index], "").entries[0]
            #expect(entry.hidden.floats == [Float(index), -1] && entry.pooled?.floats == [Float(index)])
            #expect(entry.sizes.width == 64 && entry.strength == 0.5)
            let others = conditionings[index].list?[0].list?[1].dictionary?["mine"]
            #expect(others?.json == ["é", .null, true, .int(1 << 40)])
        }
        let before = try node.fingerprint(NodeInputs(["folder_name": .string("set")]))
        try save(1, 9)
        #expect(try node.fingerprint(NodeInputs(["folder_name": .string("set")])) != before)
    }

    @Test func otherFoldersAndValuesAreRefused() throws {
        let node = LoadTrainingDataset(environment: environment)
        base.make("output/empty/x.txt", [0])
        base.make("output/broken/shard_0000.pkl", [0x50, 0x4b, 3, 4, 0])
        base.make("outside/shard_0000.pkl", [0])
        for folder in ["none", "empty", "broken", "../outside"] {
            #expect(throws: NodeError.self) { try node.run(["folder_name": .string(folder)]) }
        }
        #expect(throws: NodeError.self) { try save(1, 1, "../outside") }
        for (latents, conditionings) in [([latent(1)], []), ([.object(VAEObject(PixelSpace()))], [conditioning(1)])]
            as [([Value], [Value])]
        {
            #expect(throws: NodeError.self) {
                try SaveTrainingDataset(environment: environment).run([
                    "latents": .list(latents), "conditioning": .list(conditionings),
                    "folder_name": .list([.string("x")]), "shard_size": .list([.int(1)]),
                ])
            }
        }
    }

    /// As VAEEncode and CLIPTextEncode do it, on the reference's model.
    @Test func datasetsAreEncoded() throws {
        let base = TemporaryFolder()
        let environment = Parity.environment(base, models: Parity.models)
        let file: ValueDictionary = ["ckpt_name": .string("sd1_small_random_fp16.safetensors")]
        let parts = try CheckpointLoaderSimple(environment: environment).run(file).values
        let image = Tensor((0..<32 * 32 * 4).map { Float($0 % 97) / 97 }, shape: [1, 32, 32, 4])
        func make(_ texts: [String]?, _ count: Int) throws -> [Value] {
            var inputs: ValueDictionary = [
                "images": .list(Array(repeating: .tensor(image), count: count)), "vae": .list([parts[2]]),
                "clip": .list([parts[1]]),
            ]
            if let texts { inputs["texts"] = .list(texts.map { .string($0) }) }
            return try MakeTrainingDataset(environment: environment).run(inputs).values
        }
        let values = try make(["a cat", "a dog"], 2)
        let encoded = try VAEEncode(environment: environment).run([
            "pixels": .tensor(Layout.matchingChannels(image, 3)), "vae": parts[2],
        ]).values[0]
        #expect(
            try Latent(values[0].list?[1], "").samples.floats == Latent(encoded, "").samples.floats)
        let prompt = try CLIPTextEncode(environment: environment).run(["text": .string("a dog"), "clip": parts[1]])
        #expect(
            try Conditioning(values[1].list?[1], "").entries[0].hidden.floats
                == Conditioning(prompt.values[0], "").entries[0].hidden.floats)
        #expect(try make(nil, 2)[1].list?.count == 2 && make(["x"], 2)[1].list?.count == 2)
        #expect(throws: NodeError.self) { try make(["x", "y"], 1) }
    }
}
