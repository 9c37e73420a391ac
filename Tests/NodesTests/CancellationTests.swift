import Formats
import Glibc
import Models
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

/// Cancelled work ends soon, wherever it stands, at the size of a real picture.
@Suite(.serialized) struct CancellationTests {
    private let limit = Duration.milliseconds(250)

    /// How long `body` went on after being cancelled `delay` ms into it; the best of some tries, since other tests share
    /// the machine. Where it is done before that, it is done again.
    private func timeToStop(_ delay: UInt32, _ body: (TestContext) throws -> Void) throws -> Duration {
        var best = Duration.seconds(100)
        _ = isReached {
            let context = TestContext()
            let clock = ContinuousClock()
            let raised = Raised()
            let thread = PosixThread {
                usleep(delay * 1000)
                raised.time = clock.now
                context.cancellation.cancel()
            }
            #expect(throws: CancellationError.self) { for _ in 0..<1000 { try body(context) } }
            let end = clock.now
            thread.join()
            best = min(best, raised.time.map { end - $0 } ?? .seconds(100))
            return best < limit
        }
        return best
    }

    /// `@unchecked Sendable`: written by one thread before it is joined, read after.
    private final class Raised: @unchecked Sendable { var time: ContinuousClock.Instant? }

    private func environment(_ base: TemporaryFolder, _ models: ModelStore = Parity.models) -> NodeEnvironment {
        Parity.environment(base, models: models)
    }

    private let name: Value = .string("sd1_small_random_fp16.safetensors")

    /// Weights are expanded where they are first used.
    @Test func whileExpandingWeights() throws {
        let base = TemporaryFolder()
        let time = try timeToStop(20) { context in
            let environment = environment(base, ModelStore())
            let clip = try CheckpointLoaderSimple(environment: environment).run(["ckpt_name": name], context).values[1]
            let text = String(repeating: "a wide landscape photograph of a mountain lake ", count: 200)
            _ = try CLIPTextEncode(environment: environment).run(["clip": clip, "text": .string(text)], context)
        }
        print("cancelled while expanding weights after \(time)")
        #expect(time < limit)
    }

    @Test func whileEncodingText() throws {
        let base = TemporaryFolder()
        let environment = environment(base)
        let clip = try CheckpointLoaderSimple(environment: environment).run(["ckpt_name": name]).values[1]
        let text = String(repeating: "a wide landscape photograph of a mountain lake ", count: 200)
        let time = try timeToStop(100) { context in
            _ = try CLIPTextEncode(environment: environment).run(["clip": clip, "text": .string(text)], context)
        }
        print("cancelled while encoding text after \(time)")
        #expect(time < limit)
    }

    @Test func whileSampling() throws {
        let base = TemporaryFolder()
        let environment = environment(base)
        let loaded = try CheckpointLoaderSimple(environment: environment).run(["ckpt_name": name]).values
        let prompt = try CLIPTextEncode(environment: environment).run(["clip": loaded[1], "text": .string("x")]).values[
            0]
        let time = try timeToStop(400) { context in
            _ = try KSamplerNode(environment: environment).run(
                [
                    "model": loaded[0], "positive": prompt, "negative": prompt,
                    "latent_image": Latent(Tensor(zeros: [1, 4, 64, 64])).value, "seed": .int(0), "steps": .int(1000),
                    "cfg": .float(8), "sampler_name": .string("euler"), "scheduler": .string("normal"),
                    "denoise": .float(1),
                ], context)
        }
        print("cancelled while sampling after \(time)")
        #expect(time < limit)
    }

    @Test func whileDecodingAndEncoding() throws {
        let base = TemporaryFolder()
        let environment = environment(base)
        let vae = try CheckpointLoaderSimple(environment: environment).run(["ckpt_name": name]).values[2]
        let latent = Latent(Tensor(zeros: [4, 4, 64, 64])).value
        for delay: UInt32 in [50, 400] {
            let time = try timeToStop(delay) { context in
                _ = try VAEDecode(environment: environment).run(["samples": latent, "vae": vae], context)
            }
            print("cancelled while decoding after \(time)")
            #expect(time < limit)
        }
        let time = try timeToStop(200) { context in
            _ = try VAEEncode(environment: environment).run(
                ["pixels": .tensor(Tensor(zeros: [4, 512, 512, 3])), "vae": vae], context)
        }
        print("cancelled while encoding after \(time)")
        #expect(time < limit)
    }

    @Test func beforeItBegan() throws {
        let base = TemporaryFolder()
        let context = TestContext()
        context.cancellation.cancel()
        #expect(throws: CancellationError.self) {
            _ = try CheckpointLoaderSimple(environment: environment(base, ModelStore())).run(
                ["ckpt_name": name], context)
        }
        #expect(throws: CancellationError.self) {
            _ = try SaveImage(environment: environment(base)).run(
                ["images": .tensor(Tensor(zeros: [1, 8, 8, 3])), "filename_prefix": .string("x")], context)
        }
        #expect(base.names("output") == [])
    }
}
