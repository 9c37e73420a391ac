import Formats
import Glibc
import System
import Tensors
import TestSupport
import Testing

@testable import Engine

/// The configuration's keys for memory.
@Suite struct MemoryKeyTests {
    func budget(_ json: JSON, _ limit: Int? = nil) throws -> WeightBudget {
        try Configuration(json).weightBudget(limit)
    }

    @Test func limits() throws {
        let half = MachineMemory.own.total / 2
        #expect(try budget([:]).limit == half)
        #expect(try budget(["highvram": true]).limit == .max)
        #expect(try budget(["normalvram": true]).limit == half)
        let low = try budget(["lowvram": true]).limit
        #expect(low > 0 && low <= 1 << 30)
        #expect(try budget(["novram": true]).limit == 0)
        #expect(try budget([:], 1000).limit == 1000)
        #expect(try budget(["highvram": true], 1000).limit == 1000)
        #expect(try budget(["lowvram": true], 1 << 40).limit == low)
        #expect(try budget(["reserve_vram": 1.5]).reserve == 3 << 29)
        #expect(try budget([:]).activationAllowance == .max)
        #expect(try budget([:], 1000).activationAllowance == 1000)
        #expect(try budget(["lowvram": true]).activationAllowance == 1 << 30)
        #expect(try budget(["novram": true]).activationAllowance == 512 << 20)
        #expect(try budget(["lowvram": true, "reserve_vram": 1e6]).activationAllowance == 0)
        #expect(try budget(["reserve_vram": nil]).reserve == 0)
        #expect(try budget(["reserve_vram": -3]).reserve == 0)
        #expect(try budget(["reserve_vram": 1e300]).reserve > 1 << 40)
    }

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
            options.configuration = try Configuration(json)
            options.memoryBudget = limit
            options.baseDirectory = base
            options.modelsDirectory = SyntheticCheckpoint.modelsFolder(.tiny)
            options.threads = 2
            let client = try Client(options)
            defer { client.destroy(cancelling: true) }
            let task = try client.queuePrompt(PromptSubmission(workflow: #require(Self.workflow.object)))
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
