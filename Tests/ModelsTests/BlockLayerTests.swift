import Testing

@testable import Models

/// Which layers of a network belong to its blocks, by the names of the families' files.
@Suite struct BlockLayerTests {
    @Test(arguments: [
        "model.diffusion_model.double_blocks.3.img_attn.qkv", "double_blocks.0.txt_mlp.2", "single_blocks.37.linear1",
        "joint_blocks.0.context_block.mlp.fc1", "layers.29.feed_forward.w2", "noise_refiner.0.attention.out",
        "transformer_blocks.59.attn.to_out.0", "transformer_blocks.0.img_mlp.net.0.proj",
        "blocks.0.cross_attn.kv_linear",
        "double_layers.0.mlpC.c_fc1", "double_stream_blocks.0.block.ff_i.experts.0.w1",
        "model.diffusion_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k.",
        "model.diffusion_model.middle_block.1.proj_in",
    ]) func ofBlocks(_ path: String) { #expect(BlockLayer.contains(path)) }

    @Test(arguments: [
        "model.diffusion_model.img_in", "txt_in", "context_embedder", "cap_embedder.1", "t_embedder.mlp.0",
        "vector_in.in_layer", "time_text_embed.timestep_embedder.linear_1", "final_layer.linear",
        "final_layer.adaLN_modulation.1", "double_blocks.0.img_mod.lin", "single_blocks.0.modulation.lin",
        "joint_blocks.0.x_block.adaLN_modulation.1", "single_layers.0.modCX.1", "transformer_blocks.0.txt_mod.1",
        "distilled_guidance_layer.layers.0.in_layer", "caption_projection.3.linear", "noise_refiner.0.norm1.linear",
        "nerf_blocks.0.param_generator", "double_stream_modulation_img.lin", "input_blocks.4.0.emb_layers.1",
        "output_blocks.4.0.skip_connection", "time_embed.0", "0", "",
    ]) func besideBlocks(_ path: String) { #expect(!BlockLayer.contains(path)) }
}
