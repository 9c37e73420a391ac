import Formats
import Testing

@testable import Models

/// By which names LoRA files call the layers of the transformers.
@Suite struct LayerNamesTests {
    /// Layers of real models, each with some of its names and the rows that they mean.
    @Test(
        arguments: [
            (
                LayerNames.flux, "flux_dev", "transformer.transformer_blocks.3.attn.to_k",
                "double_blocks.3.img_attn.qkv", 3072..<6144
            ),
            (
                .flux, "flux_dev", "lora_transformer_transformer_blocks_0_attn_add_v_proj",
                "double_blocks.0.txt_attn.qkv", 6144..<9216
            ),
            (.flux, "flux_dev", "single_transformer_blocks.37.proj_mlp", "single_blocks.37.linear1", 9216..<21504),
            (.flux, "flux_dev", "lycoris_single_transformer_blocks_1_proj_out", "single_blocks.1.linear2", nil),
            (.flux, "flux_dev", "transformer.x_embedder", "img_in", nil),
            (
                .flux, "flux2_klein_4b", "transformer.single_transformer_blocks.2.attn.to_qkv_mlp_proj",
                "single_blocks.2.linear1", nil
            ),
            (.nextDiT, "z_image", "diffusion_model.layers.29.attention.to_v", "layers.29.attention.qkv", 7680..<11520),
            (.nextDiT, "z_image", "lycoris_noise_refiner_1_attention_to_out_0", "noise_refiner.1.attention.out", nil),
            (.nextDiT, "z_image", "transformer.layers.0.feed_forward.w3", "layers.0.feed_forward.w3", nil),
            (.nextDiT, "z_image", "transformer.layers.3.attention.norm_q", "layers.3.attention.q_norm", nil),
            (.nextDiT, "lumina2", "layers.25.attention.to_q", "layers.25.attention.qkv", 0..<2304),
            (.nextDiT, "lumina2", "layers.25.attention.to_k", "layers.25.attention.qkv", 2304..<3072),
            (.nextDiT, "lumina2", "layers.25.attention.to_v", "layers.25.attention.qkv", 3072..<3840),
            (
                .qwenImage, "qwen_image", "transformer_blocks.59.attn.add_q_proj",
                "transformer_blocks.59.attn.add_q_proj", nil
            ),
            (
                .qwenImage, "qwen_image", "lycoris_transformer_blocks_0_img_mlp_net_2",
                "transformer_blocks.0.img_mlp.net.2", nil
            ),
            (.omniGen2, "omnigen2", "layers.31.attn.to_out.0", "layers.31.attn.to_out.0", nil),
            (
                .mmdit, "sd35_medium", "transformer.transformer_blocks.5.attn2.to_q",
                "joint_blocks.5.x_block.attn2.qkv", 0..<1536
            ),
            (
                .mmdit, "sd35_medium", "base_model.model.transformer_blocks.0.ff_context.net.2",
                "joint_blocks.0.context_block.mlp.fc2", nil
            ),
            (
                .mmdit, "sd35_medium", "lycoris_transformer_blocks_3_attn_norm_added_q",
                "joint_blocks.3.context_block.attn.ln_q", nil
            ),
            (
                .auraFlow, "auraflow", "transformer.joint_transformer_blocks.1.attn.add_k_proj",
                "double_layers.1.attn.w1k", nil
            ),
            (
                .auraFlow, "auraflow", "transformer.single_transformer_blocks.0.ff.out_projection",
                "single_layers.0.mlp.c_proj", nil
            ),
        ] as [(LayerNames, String, String, String, Range<Int>?)])
    func names(_ names: LayerNames, _ model: String, _ name: String, _ stem: String, _ rows: Range<Int>?) throws {
        let file = try RealShapesTests.Shapes(try #require(RealShapesTests.all[model]?["keys"]?.object))
        let stems = file.names.filter { $0.hasSuffix(".weight") }.map { String($0.dropLast(".weight".count)) }
        let all = names.names(stems) { file.shapes["\($0).weight"] }
        let found = all.filter { $0.name == name }
        #expect(found == [LayerName(name, stem, rows: rows)])
        // every name means one layer, and the rows that it means are there
        #expect(Set(all.map(\.name)).count == all.count)
        #expect(
            all.allSatisfy { layer in
                layer.rows.map { $0.upperBound <= file.shapes["\(layer.stem).weight"]![0] } ?? true
            })
    }

    /// Of the last modulations, and of them alone, diffusers has the scale before the shift.
    @Test(
        arguments: [
            (.flux, "flux_dev", ["final_layer.adaLN_modulation.1": "norm_out.linear"]),
            (
                .mmdit, "sd35_medium",
                [
                    "final_layer.adaLN_modulation.1": "norm_out.linear",
                    "joint_blocks.23.context_block.adaLN_modulation.1": "transformer_blocks.23.norm1_context.linear",
                ]
            ),
            (.auraFlow, "auraflow", ["modF.1": "norm_out.linear"]),
        ] as [(LayerNames, String, [String: String])])
    func exchangedHalves(_ names: LayerNames, _ model: String, _ expected: [String: String]) throws {
        let file = try RealShapesTests.Shapes(try #require(RealShapesTests.all[model]?["keys"]?.object))
        let stems = file.names.filter { $0.hasSuffix(".weight") }.map { String($0.dropLast(".weight".count)) }
        let layers = stems.flatMap { names.layers($0, rows: file.shapes["\($0).weight"]?.first ?? 0) }
        let exchanged = layers.filter(\.exchangesHalves)
        #expect(Dictionary(uniqueKeysWithValues: exchanged.map { ($0.stem, $0.name) }) == expected)
        // a ControlNet's last block is as the others
        #expect(stems.flatMap { names.layers($0) }.filter(\.exchangesHalves).map(\.name) == ["norm_out.linear"])
    }
}
