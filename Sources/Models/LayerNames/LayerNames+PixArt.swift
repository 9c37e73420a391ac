extension LayerNames {
    /// PixArt's.
    package static let pixArt = LayerNames(
        dotted: ["transformer.", "base_model.model.", "unet.base_model.model."], joined: []
    ) { stem, rows, _ in
        guard let block = block(stem) else { return pixArtEnds[stem].map { [LayerName($0, stem)] } ?? [] }
        let path = "transformer_blocks.\(block.index)."
        switch block.rest {
        case "attn.qkv": return thirds(path + "attn1.", ["to_q", "to_k", "to_v"], stem, rows)
        case "cross_attn.kv_linear":
            return ["to_k", "to_v"].enumerated().map { index, name in
                LayerName("\(path)attn2.\(name)", stem, rows: index * (rows / 2)..<(index + 1) * (rows / 2))
            }
        default: return pixArtBlock[block.rest].map { [LayerName(path + $0, stem)] } ?? []
        }
    }

    /// Of the layers of a network of so many blocks.
    static func pixArtStems(_ blocks: Int) -> [String] {
        let stems = Array(pixArtBlock.keys) + ["attn.qkv", "cross_attn.kv_linear"]
        return Array(pixArtEnds.keys) + (0..<blocks).flatMap { block in stems.map { "blocks.\(block).\($0)" } }
    }

    private static let pixArtBlock = [
        "attn.proj": "attn1.to_out.0", "mlp.fc1": "ff.net.0.proj", "mlp.fc2": "ff.net.2",
        "cross_attn.q_linear": "attn2.to_q", "cross_attn.proj": "attn2.to_out.0",
    ]

    private static let pixArtEnds = [
        "x_embedder.proj": "pos_embed.proj", "y_embedder.y_proj.fc1": "caption_projection.linear_1",
        "y_embedder.y_proj.fc2": "caption_projection.linear_2", "final_layer.linear": "proj_out",
        "t_embedder.mlp.0": "adaln_single.emb.timestep_embedder.linear_1",
        "t_embedder.mlp.2": "adaln_single.emb.timestep_embedder.linear_2", "t_block.1": "adaln_single.linear",
        "csize_embedder.mlp.0": "adaln_single.emb.resolution_embedder.linear_1",
        "csize_embedder.mlp.2": "adaln_single.emb.resolution_embedder.linear_2",
        "ar_embedder.mlp.0": "adaln_single.emb.aspect_ratio_embedder.linear_1",
        "ar_embedder.mlp.2": "adaln_single.emb.aspect_ratio_embedder.linear_2",
    ]
}
