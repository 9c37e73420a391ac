import Tensors
import TestSupport
import Testing

@testable import Models

/// UNets under the names that diffusers gives them, files of the wrong kind, and tensors that nothing reads.
@Suite struct OriginalLayoutTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))
    static let unet = ModelFile(tinyBelow: "model.diffusion_model.")

    /// Of a UNet with two levels of one block.
    static func diffusersName(_ name: String) -> String? {
        var parts = name.split(separator: ".").map(String.init)
        let kind = parts.removeLast()
        func path(_ path: String, from start: Int) -> String {
            let layer = parts[start...].joined(separator: ".")
            let layers = [
                "in_layers.0": "norm1", "in_layers.2": "conv1", "emb_layers.1": "time_emb_proj",
                "out_layers.0": "norm2",
                "out_layers.3": "conv2", "skip_connection": "conv_shortcut",
            ]
            return layer.isEmpty ? path : "\(path).\(layers[layer] ?? layer)"
        }
        let place = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let stem =
            switch (parts[0], place) {
            case ("time_embed", _): "time_embedding.linear_\(place / 2 + 1)"
            case ("out", _): place == 0 ? "conv_norm_out" : "conv_out"
            case ("input_blocks", 0): "conv_in"
            case ("input_blocks", 2): "down_blocks.0.downsamplers.0.conv"
            case ("input_blocks", _):
                path("down_blocks.\(place / 2).\(parts[2] == "0" ? "resnets" : "attentions").0", from: 3)
            case ("middle_block", _):
                path(place == 1 ? "mid_block.attentions.0" : "mid_block.resnets.\(place / 2)", from: 2)
            case ("output_blocks", _) where parts.last == "conv": "up_blocks.\(place / 2).upsamplers.0.conv"
            default: path("up_blocks.\(place / 2).\(parts[2] == "0" ? "resnets" : "attentions").\(place % 2)", from: 3)
            }
        return "\(stem).\(kind)"
    }

    @Test func diffusersUNet() throws {
        let renamed = Self.unet.renamed(Self.diffusersName)
        #expect(renamed.tensors["up_blocks.0.upsamplers.0.conv.weight"] != nil)
        #expect(
            renamed.tensors["mid_block.resnets.1.conv1.weight"] != nil
                && renamed.tensors.count == Self.unet.tensors.count)
        let latent = Tensor((0..<4 * 64).map { Float($0 % 11) / 5 - 1 }, shape: [1, 4, 8, 8])
        let context = Tensor((0..<77 * 64).map { Float($0 % 7) / 3 - 1 }, shape: [1, 77, 64])
        func result(_ file: ModelFile) throws -> [Float] {
            let model = try DiffusionModelLoader().load([file.file()], Self.compute, WeightBudget())
            return try model.model.network(
                latent, timesteps: [500], NetworkInputs(context: context), Self.compute
            ).floats
        }
        #expect(try result(renamed) == result(Self.unet))
        // half of a file is missed under the name that the network reads
        var half = renamed
        half.tensors["down_blocks.1.resnets.0.conv1.weight"] = nil
        let error = #expect(throws: ModelError.self) { try result(half) }
        #expect(error?.message.contains("in_layers.2.weight") == true)
    }

    /// Of a ControlNet for a UNet with two levels of one block.
    static func diffusersControlName(_ name: String) -> String? {
        let parts = name.split(separator: ".")
        let place = Int(parts[1]) ?? 0
        let kind = parts[parts.count - 1]
        return switch parts[0] {
        case "zero_convs": "controlnet_down_blocks.\(place).\(kind)"
        case "middle_block_out": "controlnet_mid_block.\(kind)"
        case "input_hint_block" where place == 0: "controlnet_cond_embedding.conv_in.\(kind)"
        case "input_hint_block" where place == 14: "controlnet_cond_embedding.conv_out.\(kind)"
        case "input_hint_block": "controlnet_cond_embedding.blocks.\(place / 2 - 1).\(kind)"
        default: diffusersName(name)
        }
    }

    /// A ControlNet with one block a level under diffusers' names is cut into heads as if there were linear layers around
    /// its transformers, where there are convolutions too.
    @Test func diffusersControlNet() throws {
        let halves = ["time_embed.", "input_blocks.", "middle_block."]
        var control = ModelFile(tinyBelow: "model.diffusion_model.", of: .sdxlTiny).renamed { name in
            halves.contains(where: name.hasPrefix) ? name : nil
        }
        func add(_ path: String, _ shape: [Int]) {
            let values = (0..<shape.reduce(1, *)).map { Float($0 * 7919 % 31) / 31 - 0.5 }
            control.tensors["\(path).weight"] = Tensor(values, shape: shape)
            control.tensors["\(path).bias"] = Tensor(zeros: [shape[0]])
        }
        for (index, width) in [64, 64, 64, 128].enumerated() { add("zero_convs.\(index).0", [width, width, 1, 1]) }
        add("middle_block_out.0", [128, 128, 1, 1])
        let widths = [3, 16, 16, 32, 32, 96, 96, 256, 64]
        for index in 0..<8 { add("input_hint_block.\(2 * index)", [widths[index + 1], widths[index], 3, 3]) }
        var convolving = control
        for (name, tensor) in control.tensors where name.contains(".1.proj_") && tensor.rank == 2 {
            convolving.tensors[name] = tensor.reshaped(tensor.shape + [1, 1])
        }
        #expect(convolving.tensors["middle_block.1.proj_in.weight"]?.rank == 4)

        let model = try DiffusionModelLoader().load([Self.unet.file()], Self.compute, WeightBudget()).model
        let latent = Tensor((0..<4 * 64).map { Float($0 % 11) / 5 - 1 }, shape: [1, 4, 8, 8])
        let context = Tensor((0..<77 * 128).map { Float($0 % 7) / 3 - 1 }, shape: [1, 77, 128])
        let hint = ControlHint(picture: Tensor((0..<64 * 64 * 3).map { Float($0 % 13) / 13 }, shape: [1, 64, 64, 3]))
        func middle(_ file: ModelFile) throws -> [Float] {
            let network = try ControlLoader().load([file.file()], Self.compute, WeightBudget()).model
            let prepared = try network.prepare(hint, [], height: 8, width: 8, for: model, Self.compute)
            let residuals = try network.residuals(
                latent, prepared, [], sigma: 1, NetworkInputs(context: context), model: model, Self.compute)
            return try #require(residuals.middle).floats
        }
        let expected = try middle(control)
        #expect(try middle(convolving.renamed(Self.diffusersControlName)) == expected)
        // in the original layout convolutions mean eight heads
        #expect(try middle(convolving) != expected)
    }

    /// What a file is and who reads it stands in every error of a loader that wanted something else.
    @Test(
        arguments: [
            ("lora_unet_down_blocks_0.lora_down.weight", [4, 8], "LoRA", "LoraLoader"),
            ("control_model.input_hint_block.0.weight", [16, 3, 3, 3], "ControlNet", "ControlNetLoader"),
            ("emb_params", [1, 768], "textual inversion", "embedding:NAME"),
            ("encoder.block.0.layer.0.SelfAttention.k.weight", [8, 8], "T5 text encoder", "CLIPLoader"),
            ("conv_first.weight", [8, 3, 3, 3], "", ""),
        ] as [(String, [Int], String, String)])
    func wrongKind(_ name: String, _ shape: [Int], _ kind: String, _ reader: String) throws {
        let file = ModelFile([name: Tensor(zeros: shape)]).file("wrong.safetensors")
        let loads: [() throws -> Any] = [
            { try CheckpointLoader.load(file, Self.compute) },
            { try DiffusionModelLoader().load([file], Self.compute, WeightBudget()) },
            { try AutoencoderLoader.load(file, Self.compute) },
            { try TextEncoderLoader().load([file], Self.compute, WeightBudget()) },
        ]
        // who reads the kind says what else is wrong with it
        for load in reader == "CLIPLoader" ? loads.dropLast() : loads[...] {
            let error = #expect(throws: ModelError.self) { _ = try load() }
            #expect(error?.message.contains("wrong.safetensors") == true)
            #expect(error?.message.contains(kind) == true && error?.message.contains(reader) == true)
        }
    }

    @Test func networkAsAutoencoder() throws {
        let error = #expect(throws: ModelError.self) { try AutoencoderLoader.load(Self.unet.file(), Self.compute) }
        #expect(error?.message.contains("a Stable Diffusion 1.x diffusion model, which is for UNETLoader") == true)
    }

    /// What nothing reads is known; what files usually have is not told.
    @Test func unread() throws {
        var file = Self.unet
        file.tensors["input_blocks.1.0.mystery"] = Tensor(zeros: [1])
        file.tensors["betas"] = Tensor(zeros: [3])
        let source = ReadSource(file.file())
        _ = try DiffusionModel(.stableDiffusion1, WeightReader(source, compute: Self.compute), source)
        #expect(source.unread() == ["input_blocks.1.0.mystery"])
        #expect(source.unread(behind: ["out."]).isEmpty)
    }
}
