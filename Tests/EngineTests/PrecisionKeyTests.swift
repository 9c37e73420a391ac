import Configuration
import Formats
import Glibc
import Runners
import System
import TestSupport
import Testing
import Workflow

@testable import Engine

/// What the configuration's keys for arithmetic do to a picture.
@Suite struct PrecisionKeyTests {
    /// `int8_unet` draws another picture, near the one without it, and the same one again for any number of threads.
    @Test func integers() throws {
        let exact = try pixels([:], threads: 2), found = try pixels(["int8_unet": true], threads: 2)
        #expect(found != exact)
        #expect(try found == pixels(["int8_unet": true], threads: 1))
        let squares = zip(found, exact).reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }
        #expect(10 * log10(255 * 255 * Double(exact.count) / Double(squares)) > 24)
    }

    private func pixels(_ json: JSON, threads: Int) throws -> [UInt8] {
        let base = TemporaryFolder()
        var options = ClientOptions()
        options.resources.configuration = try Configuration(json)
        options.resources.baseDirectory = base.path
        options.resources.modelsDirectory = SyntheticCheckpoint.modelsFolder(.sd1Small)
        options.resources.threads = threads
        let client = try Client(options)
        defer { client.destroy(cancelling: true) }
        var workflow = try #require(MemoryUseTests.workflow.object)
        workflow["4"] = [
            "class_type": "CheckpointLoaderSimple", "inputs": ["ckpt_name": "sd1_small_random_fp16.safetensors"],
        ]
        let task = try client.queuePrompt(PromptRequest(prompt: workflow))
        #expect(task.wait(until: .never))
        return try #require(task.image(at: 0)?.image.bytes)
    }
}
