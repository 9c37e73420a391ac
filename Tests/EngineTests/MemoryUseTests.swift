import Configuration
import Formats
import Glibc
import Runners
import System
import Tensors
import TestSupport
import Testing
import Workflow

@testable import Engine

/// What the configuration's keys for memory do.
@Suite struct MemoryUseTests {
    /// Whatever stays in memory, the picture is the same; and what stays is within the budget.
    @Test func theSamePictureWithEveryBudget() throws {
        let base = "/tmp/comfy-memory-\(UUID.random())"
        try AtomicFile.createFolder(base)
        defer { _ = system("rm -rf \(base)") }
        var expected: [UInt8]?
        let cases: [(json: JSON, budget: Int?)] = [
            ([:], nil), ([:], 1), ([:], 300_000), (["disable_mmap": true], nil),
        ]
        for (json, limit) in cases {
            var options = ClientOptions()
            options.resources.configuration = try Configuration(json)
            options.resources.memoryBudget = limit
            options.resources.baseDirectory = base
            options.resources.modelsDirectory = SyntheticCheckpoint.modelsFolder(.tiny)
            options.resources.threads = 2
            let client = try Client(options)
            defer { client.destroy(cancelling: true) }
            let task = try client.queuePrompt(PromptRequest(prompt: #require(Self.workflow.object)))
            #expect(task.wait(until: .never))
            let pixels = try #require(task.image(at: 0)?.image.bytes, "\(json) \(limit ?? 0)")
            #expect(pixels == expected ?? pixels, "\(json) \(limit ?? 0)")
            expected = pixels
            let report = try client.memoryReport()
            let resident = try #require(report["resident_bytes"]?.int)
            #expect(report["budget_bytes"]?.int == limit ?? MachineMemory.own.total / 2)
            #expect(resident <= limit ?? .max)
            if json == [:], limit == nil { #expect(resident > 0) }
        }
    }

    /// What is one model by itself can be loaded ahead; files that are something else are told apart.
    @Test func filesOfOneModelAreLoadedAhead() throws {
        let base = TemporaryFolder()
        var options = ClientOptions()
        options.resources.baseDirectory = base.path
        let kinds = [
            "clip_vision": "CLIP vision", "controlnet": "ControlNet", "gligen": "GLIGEN",
            "model_patches": "model patch",
            "photomaker": "PhotoMaker", "style_models": "style model", "upscale_models": "upscaler",
        ]
        for folder in kinds.keys { base.make("models/\(folder)/x.safetensors", [2, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D]) }
        let client = try Client(options)
        defer { client.destroy(cancelling: true) }
        for (folder, kind) in kinds {
            let error = #expect(throws: (any Error).self) { try client.loadModel(folder, "x.safetensors") }
            let told = try #require(error as? EngineError)
            #expect(told.code == .io && told.message.contains("holds no \(kind)"), "\(folder): \(told.message)")
        }
    }

    static let workflow: JSON = [
        "4": ["class_type": "CheckpointLoaderSimple", "inputs": ["ckpt_name": "tiny_random_fp16.safetensors"]],
        "5": ["class_type": "EmptyLatentImage", "inputs": ["width": 64, "height": 64, "batch_size": 1]],
        "6": ["class_type": "CLIPTextEncode", "inputs": ["text": "a lake", "clip": ["4", 1]]],
        "3": [
            "class_type": "KSampler",
            "inputs": [
                "model": ["4", 0], "positive": ["6", 0], "negative": ["6", 0], "latent_image": ["5", 0], "seed": 1,
                "steps": 2, "cfg": 5.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0,
            ],
        ],
        "8": ["class_type": "VAEDecode", "inputs": ["samples": ["3", 0], "vae": ["4", 2]]],
        "9": ["class_type": "SaveImage", "inputs": ["images": ["8", 0], "filename_prefix": "memory"]],
    ]
}
