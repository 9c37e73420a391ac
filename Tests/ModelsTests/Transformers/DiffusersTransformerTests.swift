import Formats
import Tensors
import TestSupport
import Testing

@testable import Models

/// Transformers under the names that diffusers gives them: the same networks.
@Suite(.serialized) struct DiffusersTransformerTests {
    static let compute = Compute(pool: ThreadPool(threads: 2))

    struct Case: Sendable, CustomTestStringConvertible {
        let kind: SyntheticCheckpoint.Kind
        let family: String
        /// Own names, without "weight" and "bias", and diffusers' (its scripts convert_*_to_diffusers.py): "#" is a
        /// block's number, several names are parts of the rows, "~" exchanges their halves.
        let table: String
        /// Of a latent, and widths of the context and the vector.
        var shape = [1, 16, 9, 6]
        let context: Int
        var vector: Int?
        var testDescription: String { family }

        /// The tensors, and the same under diffusers' names.
        func files() throws -> (own: ModelFile, diffusers: ModelFile) {
            var names: [String: [String]] = [:]
            for line in table.split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                names[words[0]] = Array(words.dropFirst())
            }
            var own = ModelFile(tinyBelow: "", of: kind)
            // diffusers does not save PixArt's, which only tells a size
            if kind == .pixArt { own.tensors["pos_embed"] = nil }
            var diffusers = ModelFile()
            for (name, tensor) in own.tensors {
                var parts = name.split(separator: ".").map(String.init)
                let end = ["weight", "bias", "scale"].contains(parts.last!) ? parts.removeLast() : nil
                let index = parts.count > 2 && Int(parts[1]) != nil && names[parts.joined(separator: ".")] == nil
                let number = index ? parts[1] : ""
                if index { parts[1] = "#" }
                let targets = try #require(names[parts.joined(separator: ".")], "\(name)")
                let count = tensor.shape[0]
                let step = targets.count == 4 ? count / 7 : count / targets.count
                for (place, target) in targets.enumerated() {
                    let rows = place * step..<(place == targets.count - 1 ? count : (place + 1) * step)
                    // the last of Stable Diffusion 3's alone
                    let isLast = target.hasPrefix("~") && (number.isEmpty || count == 512)
                    let part =
                        isLast
                        ? Tensor.concatenated([tensor.slice(count / 2..<count), tensor.slice(0..<count / 2)])
                        : tensor.slice(rows)
                    let name = String(target.drop { $0 == "~" }).replacing("#", with: number)
                    diffusers.tensors[end.map { "\(name).\($0 == "scale" ? "weight" : $0)" } ?? name] = part
                }
            }
            return (own, diffusers)
        }
    }

    @Test(arguments: [flux, stableDiffusion3, auraFlow, pixArt])
    func network(_ row: Case) throws {
        let (own, diffusers) = try row.files()
        func values(_ shape: [Int]) -> Tensor {
            Tensor((0..<shape.reduce(1, *)).map { Float($0 * 7919 % 31) / 15 - 1 }, shape: shape)
        }
        func result(_ file: ModelFile) throws -> Tensor {
            let loaded = try DiffusionModelLoader().load([file.file()], Self.compute, WeightBudget())
            #expect(loaded.family.name == row.family)
            let inputs = NetworkInputs(
                context: values([1, 7, row.context]), vector: row.vector.map { values([1, $0]) })
            return try loaded.model.network(values(row.shape), timesteps: [0.5], inputs, Self.compute)
        }
        let difference = try relativeDifference(result(diffusers), result(own))
        #expect(difference < 1e-6)

        let type = "\(row.family) diffusion model"
        let summary = ModelDetector(OriginalLayout.of(diffusers.file())).summary
        #expect(summary.type == type && summary.reader?.hasPrefix("UNETLoader") == true)
        let error = #expect(throws: ModelError.self) {
            try AutoencoderLoader.load(diffusers.file(), Self.compute)
        }
        #expect(error?.message.contains(type) == true)
    }

    /// What has some of the names is what it was before.
    @Test func others() {
        func type(_ names: String...) -> String? {
            let tensors = names.map { ($0, Tensor(zeros: [4, 4])) }
            return ModelDetector(OriginalLayout.of(ModelFile(.init(uniqueKeysWithValues: tensors)).file())).summary.type
        }
        let block = "transformer_blocks.0.attn.add_q_proj.weight"
        #expect(type("controlnet_blocks.0.weight", "x_embedder.weight", block) == "ControlNet")
        #expect(type("text_model.encoder.layers.0.mlp.fc1.weight") == "CLIP text encoder")
        #expect(type("encoder.block.0.layer.0.SelfAttention.k.weight", "proj_out.weight") == "T5 text encoder")
        #expect(type("img_in.weight", block, "proj_out.weight") == nil)
    }

    static let flux = Case(
        kind: .fluxDev, family: "Flux.1",
        table: """
            double_blocks.#.img_attn.norm.query_norm transformer_blocks.#.attn.norm_q
            double_blocks.#.img_attn.norm.key_norm transformer_blocks.#.attn.norm_k
            double_blocks.#.txt_attn.norm.query_norm transformer_blocks.#.attn.norm_added_q
            double_blocks.#.txt_attn.norm.key_norm transformer_blocks.#.attn.norm_added_k
            double_blocks.#.img_attn.qkv \(parts("transformer_blocks.#.attn.", "to_q to_k to_v"))
            double_blocks.#.txt_attn.qkv \(parts("transformer_blocks.#.attn.add_", "q_proj k_proj v_proj"))
            double_blocks.#.img_attn.proj transformer_blocks.#.attn.to_out.0
            double_blocks.#.txt_attn.proj transformer_blocks.#.attn.to_add_out
            double_blocks.#.img_mod.lin transformer_blocks.#.norm1.linear
            double_blocks.#.txt_mod.lin transformer_blocks.#.norm1_context.linear
            double_blocks.#.img_mlp.0 transformer_blocks.#.ff.net.0.proj
            double_blocks.#.img_mlp.2 transformer_blocks.#.ff.net.2
            double_blocks.#.txt_mlp.0 transformer_blocks.#.ff_context.net.0.proj
            double_blocks.#.txt_mlp.2 transformer_blocks.#.ff_context.net.2
            single_blocks.#.norm.query_norm single_transformer_blocks.#.attn.norm_q
            single_blocks.#.norm.key_norm single_transformer_blocks.#.attn.norm_k
            single_blocks.#.linear1 \(parts("single_transformer_blocks.#.", "attn.to_q attn.to_k attn.to_v proj_mlp"))
            single_blocks.#.linear2 single_transformer_blocks.#.proj_out
            single_blocks.#.modulation.lin single_transformer_blocks.#.norm.linear
            img_in x_embedder
            txt_in context_embedder
            time_in.in_layer time_text_embed.timestep_embedder.linear_1
            time_in.out_layer time_text_embed.timestep_embedder.linear_2
            vector_in.in_layer time_text_embed.text_embedder.linear_1
            vector_in.out_layer time_text_embed.text_embedder.linear_2
            guidance_in.in_layer time_text_embed.guidance_embedder.linear_1
            guidance_in.out_layer time_text_embed.guidance_embedder.linear_2
            final_layer.adaLN_modulation.1 ~norm_out.linear
            final_layer.linear proj_out
            """, context: 128, vector: 128)

    static let stableDiffusion3 = Case(
        kind: .sd35, family: "Stable Diffusion 3",
        table: """
            joint_blocks.#.x_block.attn.qkv \(parts("transformer_blocks.#.attn.", "to_q to_k to_v"))
            joint_blocks.#.x_block.attn2.qkv \(parts("transformer_blocks.#.attn2.", "to_q to_k to_v"))
            joint_blocks.#.context_block.attn.qkv \(parts("transformer_blocks.#.attn.add_", "q_proj k_proj v_proj"))
            joint_blocks.#.x_block.attn.ln_q transformer_blocks.#.attn.norm_q
            joint_blocks.#.x_block.attn.ln_k transformer_blocks.#.attn.norm_k
            joint_blocks.#.x_block.attn2.ln_q transformer_blocks.#.attn2.norm_q
            joint_blocks.#.x_block.attn2.ln_k transformer_blocks.#.attn2.norm_k
            joint_blocks.#.context_block.attn.ln_q transformer_blocks.#.attn.norm_added_q
            joint_blocks.#.context_block.attn.ln_k transformer_blocks.#.attn.norm_added_k
            joint_blocks.#.x_block.attn.proj transformer_blocks.#.attn.to_out.0
            joint_blocks.#.x_block.attn2.proj transformer_blocks.#.attn2.to_out.0
            joint_blocks.#.context_block.attn.proj transformer_blocks.#.attn.to_add_out
            joint_blocks.#.x_block.mlp.fc1 transformer_blocks.#.ff.net.0.proj
            joint_blocks.#.x_block.mlp.fc2 transformer_blocks.#.ff.net.2
            joint_blocks.#.context_block.mlp.fc1 transformer_blocks.#.ff_context.net.0.proj
            joint_blocks.#.context_block.mlp.fc2 transformer_blocks.#.ff_context.net.2
            joint_blocks.#.x_block.adaLN_modulation.1 transformer_blocks.#.norm1.linear
            joint_blocks.#.context_block.adaLN_modulation.1 ~transformer_blocks.#.norm1_context.linear
            x_embedder.proj pos_embed.proj
            pos_embed pos_embed.pos_embed
            context_embedder context_embedder
            t_embedder.mlp.0 time_text_embed.timestep_embedder.linear_1
            t_embedder.mlp.2 time_text_embed.timestep_embedder.linear_2
            y_embedder.mlp.0 time_text_embed.text_embedder.linear_1
            y_embedder.mlp.2 time_text_embed.text_embedder.linear_2
            final_layer.adaLN_modulation.1 ~norm_out.linear
            final_layer.linear proj_out
            """, context: 4096, vector: 320)

    static let auraFlow = Case(
        kind: .auraFlow, family: "AuraFlow",
        table: """
            double_layers.#.attn.w2q joint_transformer_blocks.#.attn.to_q
            double_layers.#.attn.w2k joint_transformer_blocks.#.attn.to_k
            double_layers.#.attn.w2v joint_transformer_blocks.#.attn.to_v
            double_layers.#.attn.w2o joint_transformer_blocks.#.attn.to_out.0
            double_layers.#.attn.w1q joint_transformer_blocks.#.attn.add_q_proj
            double_layers.#.attn.w1k joint_transformer_blocks.#.attn.add_k_proj
            double_layers.#.attn.w1v joint_transformer_blocks.#.attn.add_v_proj
            double_layers.#.attn.w1o joint_transformer_blocks.#.attn.to_add_out
            double_layers.#.mlpX.c_fc1 joint_transformer_blocks.#.ff.linear_1
            double_layers.#.mlpX.c_fc2 joint_transformer_blocks.#.ff.linear_2
            double_layers.#.mlpX.c_proj joint_transformer_blocks.#.ff.out_projection
            double_layers.#.mlpC.c_fc1 joint_transformer_blocks.#.ff_context.linear_1
            double_layers.#.mlpC.c_fc2 joint_transformer_blocks.#.ff_context.linear_2
            double_layers.#.mlpC.c_proj joint_transformer_blocks.#.ff_context.out_projection
            double_layers.#.modX.1 joint_transformer_blocks.#.norm1.linear
            double_layers.#.modC.1 joint_transformer_blocks.#.norm1_context.linear
            single_layers.#.attn.w1q single_transformer_blocks.#.attn.to_q
            single_layers.#.attn.w1k single_transformer_blocks.#.attn.to_k
            single_layers.#.attn.w1v single_transformer_blocks.#.attn.to_v
            single_layers.#.attn.w1o single_transformer_blocks.#.attn.to_out.0
            single_layers.#.mlp.c_fc1 single_transformer_blocks.#.ff.linear_1
            single_layers.#.mlp.c_fc2 single_transformer_blocks.#.ff.linear_2
            single_layers.#.mlp.c_proj single_transformer_blocks.#.ff.out_projection
            single_layers.#.modCX.1 single_transformer_blocks.#.norm1.linear
            init_x_linear pos_embed.proj
            positional_encoding pos_embed.pos_embed
            register_tokens register_tokens
            cond_seq_linear context_embedder
            t_embedder.mlp.0 time_step_proj.linear_1
            t_embedder.mlp.2 time_step_proj.linear_2
            modF.1 ~norm_out.linear
            final_linear proj_out
            """, shape: [1, 4, 9, 6], context: 2048)

    static let pixArt = Case(
        kind: .pixArt, family: "PixArt Sigma",
        table: """
            blocks.#.attn.qkv \(parts("transformer_blocks.#.attn1.", "to_q to_k to_v"))
            blocks.#.attn.proj transformer_blocks.#.attn1.to_out.0
            blocks.#.cross_attn.q_linear transformer_blocks.#.attn2.to_q
            blocks.#.cross_attn.kv_linear \(parts("transformer_blocks.#.attn2.", "to_k to_v"))
            blocks.#.cross_attn.proj transformer_blocks.#.attn2.to_out.0
            blocks.#.mlp.fc1 transformer_blocks.#.ff.net.0.proj
            blocks.#.mlp.fc2 transformer_blocks.#.ff.net.2
            blocks.#.scale_shift_table transformer_blocks.#.scale_shift_table
            x_embedder.proj pos_embed.proj
            t_block.1 adaln_single.linear
            t_embedder.mlp.0 adaln_single.emb.timestep_embedder.linear_1
            t_embedder.mlp.2 adaln_single.emb.timestep_embedder.linear_2
            y_embedder.y_embedding caption_projection.y_embedding
            y_embedder.y_proj.fc1 caption_projection.linear_1
            y_embedder.y_proj.fc2 caption_projection.linear_2
            final_layer.scale_shift_table scale_shift_table
            final_layer.linear proj_out
            """, shape: [1, 4, 40, 40], context: 128)

    private static func parts(_ path: String, _ names: String) -> String {
        names.split(separator: " ").map { path + $0 }.joined(separator: " ")
    }
}
