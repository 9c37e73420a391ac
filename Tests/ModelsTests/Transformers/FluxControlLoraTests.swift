import Tensors
import TestSupport
import Testing

@testable import Models

/// A LoRA that makes of Flux.1 a network with a picture beside the latent.
@Suite struct FluxControlLoraTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))

    /// Numbers of -1 ... 1.
    static func waves(_ shape: [Int], _ step: Int) -> Tensor {
        Tensor((0..<shape.reduce(1, *)).map { Float($0 * step % 17) / 8 - 1 }, shape: shape)
    }

    /// Norms by diffusers' names, which no layer has.
    @Test(arguments: [
        ("transformer.transformer_blocks.0.attn.norm_k", "double_blocks.0.img_attn.norm.key_norm"),
        ("lycoris_transformer_blocks_0_attn_norm_added_q", "double_blocks.0.txt_attn.norm.query_norm"),
        ("lora_transformer_single_transformer_blocks_0_attn_norm_q", "single_blocks.0.norm.query_norm"),
    ]) func norms(_ name: String, _ own: String) throws {
        let model = try TransformerControlTests.model(.fluxDev)
        let lora = LoraFile(LoraTests.Source(tensors: ["\(name).diff": Tensor(repeating: 1, [128])]))
        let patches = try lora.patches(model.loraMap, strength: 1, shape: { model.weights?.shape($0) })
        #expect(patches.unused.isEmpty && Array(patches.patches.keys) == ["diffusion_model.\(own).scale"])
    }

    @Test func takesAPictureBesideTheLatent() throws {
        let model = try TransformerControlTests.model(.fluxDev)
        let shape = try #require(model.weights?.shape("diffusion_model.img_in.weight"))
        #expect(shape[1] == 64)
        let lora = LoraFile(
            LoraTests.Source(tensors: [
                "img_in.lora_A.weight": Self.waves([2, 128], 1),
                "img_in.lora_B.weight": Self.waves([shape[0], 2], 2),
                "single_blocks.0.norm.key_norm.scale": Tensor(repeating: 1, [128]),
            ]))
        let patches = try lora.patches(model.loraMap, strength: 1, shape: { model.weights?.shape($0) })
        #expect(patches.unused.isEmpty)
        let patched = try model.patched(by: patches.patches, Self.compute)
        #expect(patched.weights?.shape("diffusion_model.img_in.weight") == [shape[0], 128])

        let x = Self.waves([1, 16, 6, 8], 3)
        var entry = Conditioning.Entry(hidden: Self.waves([1, 3, 128], 4))
        func denoised(_ model: DiffusionModel) throws -> (channels: Int?, [Float]) {
            var inputs = NetworkInputs(context: entry.hidden)
            let extras = try #require(model.extras)
            inputs.concat = try extras(entry, SamplingSituation(latent: x), model, Self.compute).concat
            return (inputs.concat?.shape[1], try model.denoised(x, sigma: 0.5, inputs, Self.compute).floats)
        }
        let plain = try denoised(model)
        #expect(plain.channels == nil)
        let empty = try denoised(patched)
        entry.concatLatent = Self.waves([1, 16, 6, 8], 5)
        let seen = try denoised(patched)
        #expect(empty.channels == 16 && seen.channels == 16 && seen.1 != empty.1 && empty.1 != plain.1)
        // the plain network shares the weights, and stays as it was
        #expect(try denoised(model).1 == plain.1)
        // what is for the narrow layer fits no longer
        let narrow = LoraFile(
            LoraTests.Source(tensors: ["diffusion_model.img_in.diff": Tensor(repeating: 1, shape)]))
        #expect(
            try narrow.patches(patched.loraMap, strength: 1, shape: { patched.weights?.shape($0) }).unused
                == ["diffusion_model.img_in.diff"])
    }
}
