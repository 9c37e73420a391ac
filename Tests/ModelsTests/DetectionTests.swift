import Formats
import Models
import Sampling
import Tensors
import TestSupport
import Testing

/// Which files are taken for what, and how their structure is read from names and shapes.
@Suite struct DetectionTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))
    static let unet = ModelFile(tinyBelow: "model.diffusion_model.")
    static let text = ModelFile(tinyBelow: "cond_stage_model.transformer.text_model.")
    static let autoencoder = ModelFile(tinyBelow: "first_stage_model.")

    func load(_ model: ModelFile, _ name: String = "model.safetensors") throws -> Checkpoint {
        try CheckpointLoader.load(model.file(name), Self.compute)
    }

    @Test func wholeCheckpoint() throws {
        let model =
            Self.unet.behind("model.diffusion_model.") + Self.text.behind("cond_stage_model.transformer.text_model.")
            + Self.autoencoder.behind("first_stage_model.")
        let checkpoint = try load(model)
        #expect(checkpoint.unet.inputChannels == 4)
        #expect(checkpoint.unet.contextWidth == 64)
        #expect(checkpoint.clip?.width == 64)
        #expect(checkpoint.autoencoder?.latentChannels == 4)
        #expect(checkpoint.autoencoder?.downscale == 8)
        #expect(checkpoint.model.sampling.prediction == .epsilon)
    }

    @Test(arguments: ["model.diffusion_model.", "model.", ""])
    func networkAlone(_ prefix: String) throws {
        let checkpoint = try load(Self.unet.behind(prefix))
        #expect(checkpoint.textEncoder == nil)
        #expect(checkpoint.autoencoder == nil)
    }

    @Test func textEncoderWithoutItsInnerName() throws {
        let model = Self.unet.behind("model.diffusion_model.") + Self.text.behind("cond_stage_model.transformer.")
        #expect(try load(model).clip?.width == 64)
    }

    @Test(arguments: ["", "first_stage_model."])
    func autoencoderAlone(_ prefix: String) throws {
        let autoencoder = try AutoencoderLoader.load(Self.autoencoder.behind(prefix).file(), Self.compute)
        #expect(autoencoder.latentChannels == 4)
    }

    /// The same numbers, in the names and shapes of diffusers.
    @Test func autoencoderOfDiffusers() throws {
        var renamed = Self.autoencoder.renamed(Self.diffusersName)
        for (name, tensor) in renamed.tensors where name.contains("to_") && tensor.rank == 4 {
            renamed.tensors[name] = tensor.reshaped(Array(tensor.shape.prefix(2)))
        }
        #expect(renamed.tensors["decoder.up_blocks.0.resnets.1.norm1.weight"] != nil)
        let original = try AutoencoderLoader.load(Self.autoencoder.file(), Self.compute)
        let diffusers = try AutoencoderLoader.load(renamed.file(), Self.compute)
        let latent = Tensor((0..<4 * 6).map { Float($0 % 7) / 3 - 1 }, shape: [1, 4, 2, 3])
        #expect(try diffusers.decode(latent, Self.compute).floats == original.decode(latent, Self.compute).floats)
        let picture = try original.decode(latent, Self.compute)
        #expect(try diffusers.encode(picture, Self.compute).floats == original.encode(picture, Self.compute).floats)
    }

    /// A level's number comes from the file: the smallest one there is overflows where levels are counted back.
    @Test(arguments: [Int.min, Int.max, -1, 1 << 40])
    func levelsThatThereAreNot(_ level: Int) throws {
        var hostile = Self.autoencoder.renamed(Self.diffusersName)
        hostile.tensors["decoder.up_blocks.\(level).resnets.0.weight"] = Tensor(zeros: [1])
        hostile.tensors["encoder.down_blocks.\(level).resnets.0.weight"] = Tensor(zeros: [1])
        #expect(throws: (any Error).self) { try AutoencoderLoader.load(hostile.file(), Self.compute) }
    }

    static func diffusersName(_ name: String) -> String? {
        var parts = name.split(separator: ".").map(String.init)
        if parts.contains("attn_1") {
            let layers = [
                "norm": ["group_norm"], "q": ["to_q"], "k": ["to_k"], "v": ["to_v"], "proj_out": ["to_out", "0"],
            ]
            return ([parts[0], "mid_block", "attentions", "0"] + layers[parts[3]]! + [parts[4]]).joined(separator: ".")
        }
        guard parts.count > 3 else { return name.replacing("norm_out", with: "conv_norm_out") }
        switch parts[1] {
        case "mid": parts.replaceSubrange(1...2, with: ["mid_block", "resnets", parts[2] == "block_1" ? "0" : "1"])
        case "down", "up":
            let isUp = parts[1] == "up"
            let level = isUp ? String(3 - Int(parts[2])!) : parts[2]
            let inside = parts[3] == "block" ? ["resnets"] : [isUp ? "upsamplers" : "downsamplers", "0"]
            parts.replaceSubrange(1...3, with: [isUp ? "up_blocks" : "down_blocks", level] + inside)
        default: break
        }
        return parts.joined(separator: ".").replacing("nin_shortcut", with: "conv_shortcut")
    }

    /// As in distilled models; the result is another one, of the same size.
    @Test func middleMayBeAbsent() throws {
        let distilled = try load(Self.unet.renamed { $0.hasPrefix("middle_block") ? nil : $0 }).unet
        let onlyBlock = try load(
            Self.unet.renamed { $0.hasPrefix("middle_block.1") || $0.hasPrefix("middle_block.2") ? nil : $0 }
        ).unet
        let whole = try load(Self.unet).unet
        let x = Tensor((0..<4 * 15).map { Float($0 % 11) / 5 - 1 }, shape: [1, 4, 5, 3])
        let context = Tensor((0..<77 * 64).map { Float($0 % 13) / 6 - 1 }, shape: [1, 77, 64])
        let results = try [whole, onlyBlock, distilled].map {
            try $0(x, timesteps: [500], NetworkInputs(context: context), Self.compute)
        }
        #expect(results.allSatisfy { $0.shape == x.shape && $0.floats.allSatisfy(\.isFinite) })
        #expect(Set(results.map(\.floats)).count == 3)
    }

    @Test func blocksWithoutTransformers() throws {
        let plain = try load(
            Self.unet.renamed { name in
                if name.hasPrefix("middle_block.1") { return nil }
                let renumbered = name.replacing("middle_block.2", with: "middle_block.1")
                return renumbered.contains("transformer_blocks") || renumbered.contains("proj_")
                    || renumbered.contains(".1.norm.")
                    ? nil : renumbered.replacing(".2.conv.", with: ".1.conv.")
            })
        #expect(plain.unet.contextWidth == 0)
    }

    @Test(arguments: ["unet", "text", "vae"])
    func nothingKnown(_ prefix: String) {
        let file = ModelFile(["\(prefix).weight": Tensor(zeros: [3, 3])]).file("/models/notes.safetensors")
        #expect(throws: ModelError(.notDetected, "Could not detect model type of: /models/notes.safetensors\n")) {
            try CheckpointLoader.load(file, Self.compute)
        }
        let error = #expect(throws: ModelError.self) { try AutoencoderLoader.load(file, Self.compute) }
        #expect(error?.code == Autoencoder.invalid.code)
        #expect(error?.message.hasPrefix(Autoencoder.invalid.message) == true)
    }

    @Test func loraFilesGetAHint() {
        let error = #expect(throws: ModelError.self) { try load(ModelFile(), "/models/My_LoRA.safetensors") }
        #expect(
            error?.message.hasPrefix("Could not detect model type of: /models/My_LoRA.safetensors\n\nHINT: ") == true)
    }

    /// An autoencoder is no checkpoint.
    @Test func autoencoderIsNoCheckpoint() {
        let error = #expect(throws: ModelError.self) { try load(Self.autoencoder.behind("first_stage_model.")) }
        #expect(error?.code == .notDetected)
    }

    @Test func families() throws {
        #expect(try load(Self.unet).family.name == "Stable Diffusion 1.x")
        #expect(try load(SDXLTests.tiny).family.name == "Stable Diffusion XL")
        for prefix in ["net.", "model.model."] {
            #expect(try load(Self.unet.behind(prefix)).family.name == "Stable Diffusion 1.x")
        }

        // Lotus is told its task, in four numbers, and nothing of a prompt's pooled output
        var lotus = ModelFile(tinyBelow: "model.diffusion_model.", of: .sd2Tiny)
        let width = try #require(lotus.tensors["time_embed.2.weight"]?.shape[0])
        lotus.tensors["label_emb.0.0.weight"] = Tensor(repeating: 0.1, [width, 4])
        lotus.tensors["label_emb.0.2.weight"] = Tensor(repeating: 0.1, [width, width])
        for layer in ["0.0", "0.2"] { lotus.tensors["label_emb.\(layer).bias"] = Tensor(zeros: [width]) }
        let found = try load(lotus)
        #expect(found.family.name == "Lotus" && found.model.sampling.prediction == .imageToImage)
        let entry = Conditioning.Entry(hidden: Tensor(zeros: [1, 1, 64]))
        let vector = try #require(found.model.vector)
        #expect(try vector(entry, 64, 64, false)?.floats == [0.84147096, 0, 0.5403023, 1])

        var unknown = Self.unet
        unknown.tensors["label_emb.0.0.weight"] = Tensor(zeros: [4, 4])
        let neither = #expect(throws: ModelError.self) { try load(unknown) }
        #expect(neither?.code == .unsupported)

        var inpainting = Self.unet
        inpainting.tensors["input_blocks.0.0.weight"] = Tensor(zeros: [32, 9, 3, 3])
        #expect(try load(inpainting).family.name == "Stable Diffusion 1.x")
        inpainting.tensors["input_blocks.0.0.weight"] = Tensor(zeros: [32, 6, 3, 3])
        let six = #expect(throws: ModelError.self) { try load(inpainting) }
        #expect(six?.code == .unsupported && six?.message.contains("6 input") == true)
    }

    /// Every stored type gives the same network as its values in f32.
    @Test(arguments: [DType.f32, .bf16])
    func storedTypes(_ dtype: DType) throws {
        var stored = ModelFile(), plain = ModelFile()
        for (name, tensor) in Self.autoencoder.tensors {
            stored.tensors[name] = try tensor.converted(to: dtype)
            plain.tensors[name] = try stored.tensors[name]!.converted(to: .f32)
        }
        let latent = Tensor((0..<4 * 4).map { Float($0 % 5) / 2 - 1 }, shape: [1, 4, 2, 2])
        let a = try AutoencoderLoader.load(stored.file(), Self.compute).decode(latent, Self.compute)
        let b = try AutoencoderLoader.load(plain.file(), Self.compute).decode(latent, Self.compute)
        #expect(a.floats == b.floats)
    }
}
