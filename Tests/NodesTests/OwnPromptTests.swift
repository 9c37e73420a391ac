import Folders
import Formats
import Models
import Sampling
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

/// What is told apart from the model's prompt: to controls, and by files about checkpoints.
@Suite struct OwnPromptTests {
    /// A control that tells how long its prompt is, and what it begins with.
    private final class Listener: Control {
        let heard = Lock<[[Float]]>([])

        func residuals(
            _ x: Tensor, sigma: Float, rows: [BatchRow], _ inputs: NetworkInputs, model: DiffusionModel,
            _ compute: Compute
        ) throws -> ControlResiduals? {
            let width = inputs.context.shape[2]
            heard.withLock { heard in
                for item in 0..<inputs.context.shape[0] {
                    let first = inputs.context.slice(item..<item + 1).floats
                    heard.append([Float(inputs.context.shape[1]), first[0], first[77 * width]])
                }
            }
            return nil
        }
    }

    @Test func controlsGetAPromptOfTheirOwn() throws {
        let environment = Parity.environment(TemporaryFolder(), models: Parity.models)
        let parts = try CheckpointLoaderSimple(environment: environment).run([
            "ckpt_name": .string("sd1_small_random_fp16.safetensors")
        ]).values
        func encode(_ text: String) throws -> Value {
            try CLIPTextEncode(environment: environment).run(["clip": parts[1], "text": .string(text)]).values[0]
        }
        let long = String(repeating: "a quite long prompt of many words, ", count: 12)
        let listener = Listener()
        func told(_ prompt: Value, _ text: String?) throws -> Value {
            var conditioning = try Conditioning(prompt, "c")
            conditioning.entries[0].control = listener
            guard let text else { return conditioning.value }
            return try CLIPTextEncodeControlnet(environment: environment).run([
                "clip": parts[1], "conditioning": conditioning.value, "text": .string(text),
            ]).values[0]
        }
        func sample(_ positive: Value, _ negative: Value) throws {
            _ = try KSamplerNode(environment: environment).run([
                "model": parts[0], "positive": positive, "negative": negative, "seed": .int(1), "steps": .int(1),
                "cfg": .float(7), "sampler_name": .string("euler"), "scheduler": .string("normal"),
                "denoise": .float(1), "latent_image": Latent(Tensor(zeros: [1, 4, 8, 8])).value,
            ])
        }
        func start(_ text: String) throws -> [Float] {
            let hidden = try Conditioning(encode(text), "c").entries[0].hidden
            let floats = hidden.floats
            return [floats[0], hidden.shape[1] > 77 ? floats[77 * hidden.shape[2]] : floats[0]]
        }
        try sample(try told(encode("a cat"), "a dog"), try told(encode(""), long))
        let heard = listener.heard.withLock { $0 }
        // together they have the length of the longer one, as which the shorter one counts twice
        let (own, whole) = (try start("a dog"), try start(long))
        #expect(heard.contains([154] + own) && heard.contains([154] + whole))
        let entry = try Conditioning(told(encode("a cat"), "a dog"), "c").entries[0]
        #expect(entry.controlPooled?.shape == [1, 768])
        // without one of its own a control gets the model's
        listener.heard.withLock { $0 = [] }
        let twice = try encode(long)
        try sample(try told(twice, nil), try told(twice, nil))
        #expect(listener.heard.withLock { $0 }.allSatisfy { $0 == [154] + whole })
    }

    @Test func filesAboutCheckpoints() throws {
        let base = TemporaryFolder()
        func configuration(_ name: String) throws -> CheckpointConfiguration {
            try CheckpointConfiguration(named: name, base.folders)
        }
        #expect(try configuration("v1-inference_clip_skip_2.yaml").layer == -2)
        #expect(try configuration("v2-inference-v.yaml").predictsVelocity)
        #expect(try configuration("v1-inference.yaml").layer == nil)
        func make(_ name: String, _ text: String) { base.make("models/configs/\(name)", Array(text.utf8)) }
        make(
            "mine.yaml",
            "model:\n  params:\n    parameterization: v\n    cond_stage_config:\n      params: {layer_idx: -3}\n")
        let mine = try configuration("mine.yaml")
        #expect(mine.layer == -3 && mine.predictsVelocity)
        #expect(CheckpointConfiguration.names(base.folders).last == "mine.yaml")
        make("none.yaml", "model: 1")
        make("broken.yaml", "a: [")
        make("layer.yaml", "model:\n  params:\n    cond_stage_config:\n      params: {layer_idx: 5}\n")
        for name in ["none.yaml", "broken.yaml", "layer.yaml", "absent.yaml"] {
            #expect(throws: NodeError.self) { try configuration(name) }
        }
    }

    /// 81 pictures are 21 frames of a latent, of which neighbours share 8 with an overlap of 30 pictures.
    @Test func windowsOfFilms() throws {
        let environment = Parity.environment(TemporaryFolder(), models: Parity.models)
        let model = try CheckpointLoaderSimple(environment: environment).run([
            "ckpt_name": .string("sd1_small_random_fp16.safetensors")
        ]).values[0]
        func run(_ node: any Node, _ length: Int128, _ overlap: Int128) throws -> [[Int]] {
            let patched = try node.run([
                "model": model, "context_length": .int(length), "context_overlap": .int(overlap),
                "context_schedule": .string("standard_static"), "context_stride": .int(1), "closed_loop": .bool(false),
                "fuse_method": .string("flat"), "freenoise": .bool(false), "dim": .int(2),
            ]).values[0]
            guard case .object(let object) = patched, let model = (object as? ModelObject)?.model else { return [] }
            var options = model.options
            for prepare in model.options.preparations {
                try prepare(&options, SamplingFacts(sampling: model.sampling, sigmas: [1, 0]))
            }
            let starts = Monitor<[[Int]]>([])
            let film = Tensor((0..<40).map { Float($0) }, shape: [1, 1, 40, 1, 1])
            _ = try options.sideWrappers[0](film, 1) { x, _ in
                starts.update { $0.append([Int(x.floats[0]), x.shape[2]]) }
                return [x]
            }
            return starts.withLock { $0 }
        }
        #expect(try run(WanContextWindowsManual(), 81, 30) == [[0, 21], [13, 21], [19, 21]])
        #expect(try run(ContextWindowsManual(), 21, 8) == [[0, 21], [13, 21], [19, 21]])
        #expect(throws: NodeError.self) { try run(WanContextWindowsManual(), 4, 4) }
    }
}
