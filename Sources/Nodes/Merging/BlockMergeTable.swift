extension BlockMerge {
    /// Those of ComfyUI, by the families whose weights they name.
    static let table: [BlockMerge] = [
        BlockMerge(
            "ModelMergeAuraflow",
            [
                .one("init_x_linear."), .one("positional_encoding"), .one("cond_seq_linear."), .one("register_tokens"),
                .one("t_embedder."), .numbered("double_layers.#.", 4), .numbered("single_layers.#.", 32), .one("modF."),
                .one("final_linear."),
            ]),
        BlockMerge(
            "ModelMergeCosmos14B",
            [
                .one("pos_embedder."), .one("extra_pos_embedder."), .one("x_embedder."), .one("t_embedder."),
                .one("affline_norm."), .numbered("blocks.block#.", 36), .one("final_layer."),
            ]),
        BlockMerge(
            "ModelMergeCosmos7B",
            [
                .one("pos_embedder."), .one("extra_pos_embedder."), .one("x_embedder."), .one("t_embedder."),
                .one("affline_norm."), .numbered("blocks.block#.", 28), .one("final_layer."),
            ]),
        BlockMerge(
            "ModelMergeCosmosPredict2_14B",
            [
                .one("pos_embedder."), .one("x_embedder."), .one("t_embedder."), .one("t_embedding_norm."),
                .numbered("blocks.#.", 36), .one("final_layer."),
            ]),
        BlockMerge(
            "ModelMergeCosmosPredict2_2B",
            [
                .one("pos_embedder."), .one("x_embedder."), .one("t_embedder."), .one("t_embedding_norm."),
                .numbered("blocks.#.", 28), .one("final_layer."),
            ]),
        BlockMerge(
            "ModelMergeFlux1",
            [
                .one("img_in."), .one("time_in."), .one("guidance_in"), .one("vector_in."), .one("txt_in."),
                .numbered("double_blocks.#.", 19), .numbered("single_blocks.#.", 38), .one("final_layer."),
            ]),
        BlockMerge(
            "ModelMergeLTXV",
            [
                .one("patchify_proj."), .one("adaln_single."), .one("caption_projection."),
                .numbered("transformer_blocks.#.", 28), .one("scale_shift_table"), .one("proj_out."),
            ]),
        BlockMerge(
            "ModelMergeMochiPreview",
            [
                .one("pos_frequencies."), .one("t_embedder."), .one("t5_y_embedder."), .one("t5_yproj."),
                .numbered("blocks.#.", 48), .one("final_layer."),
            ]),
        BlockMerge(
            "ModelMergeQwenImage",
            [
                .one("pos_embeds."), .one("img_in."), .one("txt_norm."), .one("txt_in."), .one("time_text_embed."),
                .numbered("transformer_blocks.#.", 60), .one("proj_out."),
            ]),
        BlockMerge(
            "ModelMergeSD1",
            [
                .one("time_embed."), .one("label_emb."), .numbered("input_blocks.#.", 12),
                .numbered("middle_block.#.", 3), .numbered("output_blocks.#.", 12), .one("out."),
            ]),
        BlockMerge(
            "ModelMergeSD2",
            [
                .one("time_embed."), .one("label_emb."), .numbered("input_blocks.#.", 12),
                .numbered("middle_block.#.", 3), .numbered("output_blocks.#.", 12), .one("out."),
            ]),
        BlockMerge(
            "ModelMergeSD35_Large",
            [
                .one("pos_embed."), .one("x_embedder."), .one("context_embedder."), .one("y_embedder."),
                .one("t_embedder."), .numbered("joint_blocks.#.", 38), .one("final_layer."),
            ]),
        BlockMerge(
            "ModelMergeSD3_2B",
            [
                .one("pos_embed."), .one("x_embedder."), .one("context_embedder."), .one("y_embedder."),
                .one("t_embedder."), .numbered("joint_blocks.#.", 24), .one("final_layer."),
            ]),
        BlockMerge(
            "ModelMergeSDXL",
            [
                .one("time_embed."), .one("label_emb."), .numbered("input_blocks.#", 9), .numbered("middle_block.#", 3),
                .numbered("output_blocks.#", 9), .one("out."),
            ]),
        BlockMerge(
            "ModelMergeWAN2_1",
            [
                .one("patch_embedding."), .one("time_embedding."), .one("time_projection."), .one("text_embedding."),
                .one("img_emb."), .numbered("blocks.#.", 40), .one("head."),
            ]),
    ]
}
