import Folders
import Formats
import Models
import Synchronization
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes
@testable import Sampling

/// The sampling nodes on a model that is as narrow as its paths allows.
@Suite struct SamplingNodesTests {
    private static let models = ModelStore()

    /// The tiny model's MODEL, CLIP and VAE with prompts, ready to sample.
    struct Bench {
        let base = TemporaryFolder()
        let environment: NodeEnvironment
        let model: Value
        let vae: Value
        let positive: Value
        let negative: Value

        init(threads: Int = 2, previews: NodeEnvironment.PreviewMethod = .auto) throws {
            let folder = SyntheticCheckpoint.modelsFolder(.tiny)
            var paths = Folders.Paths(basePaths: [base.path])
            paths.additional = [("checkpoints", folder + "/checkpoints", true)]
            var environment = NodeEnvironment(
                folders: try! Folders(paths), models: SamplingNodesTests.models, pool: ThreadPool(threads: threads))
            environment.previewMethod = previews
            self.environment = environment
            let loaded = try CheckpointLoaderSimple(environment: environment).run([
                "ckpt_name": .string("tiny_random_fp16.safetensors")
            ])
            model = loaded.values[0]
            vae = loaded.values[2]
            func encode(_ text: String) throws -> Value {
                try CLIPTextEncode(environment: environment).run(["clip": loaded.values[1], "text": .string(text)])
                    .values[0]
            }
            positive = try encode("a (red:1.2) house")
            negative = try encode("")
        }

        func sample(
            _ latent: Value, sampler: String = "euler", scheduler: String = "normal", steps: Int128 = 3,
            seed: Int128 = 1,
            denoise: Double = 1, _ context: TestContext = TestContext()
        ) throws -> Latent {
            let output = try KSamplerNode(environment: environment).run(
                [
                    "model": model, "positive": positive, "negative": negative, "latent_image": latent,
                    "seed": .int(seed), "steps": .int(steps), "cfg": .float(7), "sampler_name": .string(sampler),
                    "scheduler": .string(scheduler), "denoise": .float(denoise),
                ], context)
            return try Latent(output.values[0], "result")
        }

        func empty(_ batch: Int, _ height: Int, _ width: Int) -> Value {
            Latent(Tensor(zeros: [batch, 4, height, width])).value
        }

        func decode(_ latent: Latent) throws -> Tensor {
            try VAEDecode(environment: environment).run(["samples": latent.value, "vae": vae]).values[0].tensor!
        }
    }

    private static let samplers = Sampler.allNames.filter { (try? Sampler(named: $0)) != nil }

    @Test(arguments: samplers) func everySamplerRunsOnOddSizes(_ name: String) throws {
        let bench = try Bench()
        for (batch, height, width) in [(3, 9, 17), (1, 8, 5)] {
            let result = try bench.sample(bench.empty(batch, height, width), sampler: name)
            #expect(result.samples.shape == [batch, 4, height, width])
            #expect(result.samples.floats.allSatisfy { $0.isFinite })
        }
    }

    @Test(arguments: Scheduler.allNames) func everySchedulerRuns(_ name: String) throws {
        let bench = try Bench()
        for denoise in [1.0, 0.4] {
            let result = try bench.sample(bench.empty(1, 8, 8), scheduler: name, steps: 4, denoise: denoise)
            #expect(result.samples.floats.allSatisfy { $0.isFinite })
        }
    }

    @Test func batchItemsAreThoseOfTheirOwnRuns() throws {
        let bench = try Bench()
        // Items of a multiple of 16 numbers: only there PyTorch draws a batch as it draws its items.
        let all = try bench.sample(bench.empty(3, 8, 12), seed: Int128(UInt64.max))
        var second = Latent(Tensor(zeros: [1, 4, 8, 12]))
        second.setBatchIndex([1])
        let alone = try bench.sample(second.value, seed: Int128(UInt64.max))
        #expect(relativeDifference(alone.samples, all.samples.slice(1..<2)) < 1e-5)
        #expect(try alone.batchIndex == [1])
    }

    @Test func picturesHaveTheLatentsSize() throws {
        let bench = try Bench()
        let pictures = try bench.decode(try bench.sample(bench.empty(3, 9, 17)))
        #expect(pictures.shape == [3, 72, 136, 3])
        let encoded = try VAEEncode(environment: bench.environment).run([
            "pixels": .tensor(Tensor(repeating: 0.5, [2, 75, 141, 3])), "vae": bench.vae,
        ])
        #expect(try Latent(encoded.values[0], "").samples.shape == [2, 4, 9, 17])
    }

    @Test func resultsDependOnNeitherThreadsNorChance() throws {
        var results: [[Float]] = []
        for threads in [1, 2, 3, 2] {
            let bench = try Bench(threads: threads)
            let latent = try bench.sample(bench.empty(2, 9, 17), sampler: "dpmpp_2m", scheduler: "karras")
            results.append(latent.samples.floats + (try bench.decode(latent)).floats)
        }
        for result in results { #expect(result.map(\.bitPattern) == results[0].map(\.bitPattern)) }
    }

    @Test func stepsAreAnnounced() throws {
        let context = TestContext()
        _ = try Bench().sample(Bench().empty(2, 8, 6), steps: 4, context)
        let steps = context.steps.withLock { $0 }
        #expect(steps.map(\.value) == [1, 2, 3, 4])
        #expect(
            steps.allSatisfy {
                $0.max == 4 && $0.preview?.width == 6 && $0.preview?.height == 8 && $0.preview?.channels == 3
            })
        let quiet = TestContext()
        let bench = try Bench(previews: .none)
        _ = try bench.sample(bench.empty(1, 8, 8), quiet)
        #expect(quiet.steps.withLock { $0.allSatisfy { $0.preview == nil } && $0.count == 3 })
    }

    @Test func twoStagesAreOne() throws {
        let bench = try Bench()
        func run(_ latent: Value, _ noise: String, _ start: Int128, _ end: Int128, _ leftover: String) throws -> Latent
        {
            try Latent(
                KSamplerAdvancedNode(environment: bench.environment).run([
                    "model": bench.model, "positive": bench.positive, "negative": bench.negative,
                    "latent_image": latent,
                    "noise_seed": .int(5), "steps": .int(6), "cfg": .float(7), "sampler_name": .string("euler"),
                    "scheduler": .string("normal"), "add_noise": .string(noise), "start_at_step": .int(start),
                    "end_at_step": .int(end), "return_with_leftover_noise": .string(leftover),
                ]).values[0], "")
        }
        let whole = try run(bench.empty(1, 8, 8), "enable", 0, 10000, "disable")
        let first = try run(bench.empty(1, 8, 8), "enable", 0, 3, "enable")
        let both = try run(first.value, "disable", 3, 10000, "disable")
        #expect(relativeDifference(both.samples, whole.samples) < 1e-5)
        #expect(relativeDifference(first.samples, whole.samples) > 0.1)
    }

    @Test func whatIsNotMaskedStays() throws {
        let bench = try Bench()
        var latent = Latent(Tensor(repeating: 0.7, [1, 4, 8, 8]))
        let mask = Tensor((0..<64).map { $0 % 8 < 4 ? 0 : 1 }, shape: [1, 8, 8])
        latent = try Latent(SetLatentNoiseMask().run(["samples": latent.value, "mask": .tensor(mask)]).values[0], "")
        let result = try bench.sample(latent.value, sampler: "euler", denoise: 0.8)
        let floats = result.samples.floats
        for i in floats.indices where i % 8 < 4 { #expect(abs(floats[i] - 0.7) < 1e-4) }
        #expect(floats.enumerated().contains { $0.offset % 8 >= 4 && abs($0.element - 0.7) > 0.1 })
    }

    @Test func emptyLatentsFitEveryModel() throws {
        let bench = try Bench()
        #expect(try bench.sample(Latent(Tensor(zeros: [1, 16, 8, 8])).value).samples.shape == [1, 4, 8, 8])
        #expect(throws: NodeError.self) { _ = try bench.sample(Latent(Tensor(repeating: 1, [1, 16, 8, 8])).value) }
    }

    @Test func unfitInputsAreErrors() throws {
        let bench = try Bench()
        #expect(throws: NodeError.self) { _ = try bench.sample(bench.empty(1, 8, 8), sampler: "nonsense") }
        #expect(throws: NodeError.self) { _ = try bench.sample(bench.empty(1, 8, 8), scheduler: "nonsense") }
        #expect(throws: NodeError.self) { _ = try bench.sample(bench.empty(1, 8, 8), seed: -1) }
        #expect(throws: NodeError.self) { _ = try bench.sample(bench.empty(1, 8192, 8192)) }
        #expect(throws: NodeError.self) { _ = try bench.decode(Latent(Tensor(zeros: [1, 3, 8, 8]))) }
        #expect(throws: NodeError.self) {
            _ = try VAEEncode(environment: bench.environment).run([
                "pixels": .tensor(Tensor(zeros: [1, 7, 7, 3])), "vae": bench.vae,
            ])
        }
        #expect(throws: NodeError.self) {
            _ = try CLIPTextEncode(environment: bench.environment).run(["clip": .null, "text": .string("x")])
        }
    }

    @Test func pixelSpaceGoesThereAndBack() throws {
        let bench = try Bench()
        let vae = try VAELoader(environment: bench.environment).run(["vae_name": .string("pixel_space")]).values[0]
        let picture = Tensor((0..<24).map { Float($0) / 23 }, shape: [1, 2, 4, 3])
        let latent = try VAEEncode(environment: bench.environment).run(["pixels": .tensor(picture), "vae": vae]).values[
            0]
        let back = try VAEDecode(environment: bench.environment).run(["samples": latent, "vae": vae]).values[0].tensor
        #expect(relativeDifference(try #require(back), picture) < 1e-6)
    }
}
