import Folders
import Formats
import Models
import Synchronization
import System
import TestSupport
import Tensors
import Testing
import Tokenizers
import Workflow

@testable import Nodes

/// A text encoder that keeps what it is asked.
private final class RecordingEncoder: TextEncoder {
    let byteCount = 0
    let room = WeightRoom()
    let prompts = Mutex<[Prompt]>([])
    let settings = Mutex<[WritingSettings]>([])

    /// The prompt's number, counted from 1.
    func encode(
        _ prompt: Prompt, layer: Int?, embedding: EmbeddingLookup, _ compute: Compute
    ) throws -> EncodedPrompt {
        let number = prompts.withLock { prompts in
            prompts.append(prompt)
            return prompts.count
        }
        return EncodedPrompt(hidden: Tensor([Float(number)], shape: [1, 1, 1]))
    }

    func write(
        _ prompt: Prompt, _ settings: WritingSettings, _ compute: Compute, progress: (_ tokens: Int) throws -> Void
    ) throws -> String {
        prompts.withLock { $0.append(prompt) }
        self.settings.withLock { $0.append(settings) }
        for count in 1...3 { try progress(count) }
        return " <think> so\n</think>\n\nit is \n"
    }
}

/// What nodes ask of text encoders.
@Suite struct RecordedPromptTests {
    private let base = TemporaryFolder()
    private let encoder = RecordingEncoder()

    private var clip: Value { .object(ClipObject(encoder)) }

    private func node(_ name: String) throws -> any Node {
        try #require(BuiltinNodes.all(.test(base.folders, threads: 1)).first { $0.schema.name == name })
    }

    private func picture(_ count: Int, _ height: Int, _ width: Int, channels: Int = 3) -> Value {
        let values = [Float](repeating: 0.5, count: count * height * width * channels)
        return .tensor(Tensor(values, shape: [count, height, width, channels]))
    }

    // MARK: TextGenerate

    private func write(_ inputs: ValueDictionary, _ context: TestContext = TestContext()) throws -> [Value] {
        var all: ValueDictionary = [
            "clip": clip, "prompt": .string("p"), "max_length": .int(512), "sampling_mode": .string("off"),
        ]
        for (key, value) in inputs { all[key] = value }
        return try node("TextGenerate").run(all, context).values
    }

    @Test func writesByDefault() throws {
        let context = TestContext()
        let values = try write(
            [
                "sampling_mode": .string("on"), "sampling_mode.temperature": .float(0.7),
                "sampling_mode.top_k": .int(64), "sampling_mode.top_p": .float(0.95),
                "sampling_mode.min_p": .float(0.05), "sampling_mode.repetition_penalty": .float(1.05),
                "sampling_mode.seed": .int(Int128(UInt64.max)), "thinking": .bool(false),
                "use_default_template": .bool(true), "mtp": .string("auto"),
            ], context)
        #expect(values.map(\.string) == ["it is", "so"])
        #expect(context.steps.withLock { $0.map(\.value) } == [1, 2, 3])
        #expect(context.steps.withLock { $0.allSatisfy { $0.max == 512 } })
        let settings = try #require(encoder.settings.withLock { $0.first })
        let sampling = try #require(settings.sampling)
        #expect(settings.longest == 512 && !settings.thinks && settings.usesTemplate && settings.system.isEmpty)
        #expect(sampling.temperature == 0.7 && sampling.topK == 64 && sampling.topP == 0.95 && sampling.minP == 0.05)
        #expect(sampling.repetitionPenalty == 1.05 && sampling.presencePenalty == 0 && sampling.seed == .max)
        #expect(encoder.prompts.withLock { $0.first?.text(for: "") } == "p")
    }

    @Test func writesWithoutSampling() throws {
        _ = try write(["thinking": .bool(true), "use_default_template": .bool(false), "system_prompt": .string("s")])
        let settings = try #require(encoder.settings.withLock { $0.first })
        #expect(settings.sampling == nil && settings.thinks && !settings.usesTemplate && settings.system == "s")
        for length in [1, 32768] as [Int128] { _ = try write(["max_length": .int(length)]) }
        for length in [0, 32769] as [Int128] {
            #expect(throws: NodeError.self) { try write(["max_length": .int(length)]) }
        }
    }

    @Test func picturesAreShown() throws {
        _ = try write([
            "images.image_0": picture(2, 4, 6), "images.image_2": picture(1, 2, 2, channels: 4),
            "video": picture(49, 3, 3),
        ])
        let shapes = encoder.prompts.withLock { $0[0].pictures.map(\.shape) }
        #expect(shapes == [[1, 4, 6, 3], [1, 2, 2, 3], [1, 3, 3, 3], [1, 3, 3, 3], [1, 3, 3, 3]])
        #expect(throws: NodeError.self) { try write(["images.image_0": picture(1, 2, 2, channels: 1)]) }
        #expect(throws: NodeError.self) { try write(["audio": .dictionary([:])]) }
    }

    @Test(arguments: [
        ("<think>a</think>b", false, "a", "b"), ("a</think>b", true, "a", "b"), ("a</think>b", false, "", "a</think>b"),
        ("<think>cut", false, "cut", ""), ("cut", true, "cut", ""), (" b ", false, "", "b"), ("", false, "", ""),
        ("x<think>a</think>b", false, "", "x<think>a</think>b"),
    ]) func thoughtsAreTold(_ text: String, _ isBegun: Bool, _ thoughts: String, _ answer: String) {
        let parts = TextGenerate.parted(text, isBegun: isBegun)
        #expect(parts.thoughts == thoughts && parts.answer == answer)
    }

    /// A text encoder of Stable Diffusion's says that it is none that writes.
    @Test func whatCannotWrite() throws {
        final class Silent: TextEncoder {
            let byteCount = 0
            let room = WeightRoom()
            func encode(
                _ prompt: Prompt, layer: Int?, embedding: EmbeddingLookup, _ compute: Compute
            ) throws -> EncodedPrompt { EncodedPrompt(hidden: Tensor(zeros: [1, 1, 1])) }
        }
        let error = #expect(throws: NodeError.self) { try write(["clip": .object(ClipObject(Silent()))]) }
        #expect(error?.message.hasPrefix("this text encoder is no language model") == true)
    }

    // MARK: Z-Image Omni

    private func omni(_ inputs: ValueDictionary) throws -> (hidden: [Float], options: ValueDictionary) {
        var all: ValueDictionary = ["clip": clip, "prompt": .string("p"), "auto_resize_images": .bool(true)]
        for (key, value) in inputs { all[key] = value }
        let value = try node("TextEncodeZImageOmni").run(all).values[0]
        let entry = try #require(value.list?.first?.list)
        return (try #require(entry[0].tensor).floats, try #require(entry[1].dictionary))
    }

    private func asked() -> [[String?]] {
        encoder.prompts.withLock { $0.map { [$0.text(for: ""), $0.template] } }
    }

    @Test func omniWithoutPictures() throws {
        let vae = try node("VAELoader").run(["vae_name": .string("pixel_space")]).values[0]
        let found = try omni(["vae": vae])
        #expect(found.hidden == [1] && asked() == [["p", nil]])
        #expect(found.options["reference_latents"] == nil)
        #expect(found.options["reference_latents_text_embeds"] == nil)
    }

    @Test(arguments: [1, 2, 3]) func omniWithPictures(_ count: Int) throws {
        let vae = try node("VAELoader").run(["vae_name": .string("pixel_space")]).values[0]
        var inputs: ValueDictionary = ["vae": vae, "auto_resize_images": .bool(false)]
        for index in 1...count { inputs["image\(index)"] = picture(1, 8, 8 * index) }
        let found = try omni(inputs)
        var around = ["<|im_start|>user\n<|vision_start|>"]
        for _ in 1..<count { around.append("<|vision_end|><|vision_start|>") }
        around.append("<|vision_end|><|im_end|>")
        let template = "<|vision_end|>{}<|im_end|>\n<|im_start|>assistant\n<|vision_start|>"
        var expected: [[String?]] = [["p", template]]
        for text in around { expected.append([text, "{}"]) }
        #expect(asked() == expected)
        let texts = found.options["reference_latents_text_embeds"]?.list?.compactMap(\.tensor?.floats)
        #expect(found.hidden == [1] && texts == (2...count + 2).map { [Float($0)] })
        let latents = found.options["reference_latents"]?.list?.compactMap(\.tensor?.shape)
        #expect(latents == (1...count).map { [1, 3, 8, 8 * $0] })
        #expect(found.options["clip_vision_outputs"] == nil)
    }

    /// To about 1024 x 1024 pixels, in steps of 8.
    @Test func omniResizes() throws {
        let vae = try node("VAELoader").run(["vae_name": .string("pixel_space")]).values[0]
        let found = try omni(["vae": vae, "image2": picture(1, 10, 20)])
        #expect(found.options["reference_latents"]?.list?.compactMap(\.tensor?.shape) == [[1, 3, 728, 1448]])
        // no VAE: the texts around pictures alone
        let plain = try omni(["image2": picture(1, 10, 20)])
        #expect(plain.options["reference_latents"] == nil)
        #expect(plain.options["reference_latents_text_embeds"]?.list?.count == 2)
    }

    // MARK: TextDiffuser

    @Test func textDiffusersWords() throws {
        let told = try node("TextDiffuserAddTokens").run(["clip": clip]).values[0]
        _ = try node("CLIPTextEncode").run(["clip": told, "text": .string("a")])
        _ = try node("CLIPTextEncode").run(["clip": clip, "text": .string("a")])
        let added = encoder.prompts.withLock { $0.map { $0.addedTokens?.count } }
        // 520 places of four sides and 95 signs, but for those that are words of CLIP's already
        let count = try #require(added[0])
        #expect(count > 2000 && count <= 520 * 4 + 95 && added[1] == nil)
        // what else is done with a CLIP keeps them
        let later = try node("CLIPSetLastLayer").run(["clip": told, "stop_at_clip_layer": .int(-2)]).values[0]
        _ = try node("CLIPTextEncode").run(["clip": later, "text": .string("a")])
        #expect(encoder.prompts.withLock { $0[2].addedTokens?.count } == count)
    }
}
