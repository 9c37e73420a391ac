extension LayerNames {
    /// Flux.1's, Flux.2's and Chroma's: kohya's and the plain spelling are everybody's; diffusers, SimpleTuner,
    /// OneTrainer and DiffSynth have these.
    package static let flux = LayerNames(
        dotted: ["transformer.", ""], joined: ["lycoris_", "lora_transformer_"], norms: fluxNorms
    ) { stem, rows, _ in
        guard let block = block(stem) else { return ends(fluxEnds, stem) }
        switch block.kind {
        case "double_blocks":
            let path = "transformer_blocks.\(block.index)."
            switch block.rest {
            case "img_attn.qkv": return thirds(path + "attn.", ["to_q", "to_k", "to_v"], stem, rows)
            case "txt_attn.qkv": return thirds(path + "attn.", ["add_q_proj", "add_k_proj", "add_v_proj"], stem, rows)
            default: return (fluxDouble[block.rest] ?? []).map { LayerName(path + $0, stem) }
            }
        case "single_blocks":
            let path = "single_transformer_blocks.\(block.index)."
            switch block.rest {
            case "linear1": return fluxFirst(path, stem, rows)
            case "linear2": return ["proj_out", "attn.to_out"].map { LayerName(path + $0, stem) }
            case "modulation.lin": return [LayerName(path + "norm.linear", stem)]
            default: return []
            }
        default: return []
        }
    }

    /// Queries, keys and values, and what the feed-forward part has first, which is 4 times as wide as each (6 in Flux.2).
    private static func fluxFirst(_ path: String, _ stem: String, _ rows: Int) -> [LayerName] {
        let width = rows % 7 == 0 ? rows / 7 : rows / 9
        let parts = ["to_q", "to_k", "to_v"].enumerated().map { index, name in
            LayerName("\(path)attn.\(name)", stem, rows: index * width..<(index + 1) * width)
        }
        return parts + [
            LayerName(path + "proj_mlp", stem, rows: 3 * width..<rows), LayerName(path + "attn.to_qkv_mlp_proj", stem),
        ]
    }

    private static let fluxNorms: NormMaker = { stem in
        guard let block = block(stem) else { return [] }
        let (path, own, names): (String, String, [String])
        switch (block.kind, block.rest) {
        case ("double_blocks", "img_attn.qkv"):
            (path, own, names) = ("transformer_blocks", "img_attn.", ["norm_q", "norm_k"])
        case ("double_blocks", "txt_attn.qkv"):
            (path, own, names) = ("transformer_blocks", "txt_attn.", ["norm_added_q", "norm_added_k"])
        case ("single_blocks", "linear1"):
            (path, own, names) = ("single_transformer_blocks", "", ["norm_q", "norm_k"])
        default: return []
        }
        return zip(names, ["query_norm", "key_norm"]).map {
            ("\(path).\(block.index).attn.\($0)", "\(block.kind).\(block.index).\(own)norm.\($1).scale")
        }
    }

    /// Of the layers of a network of so many blocks.
    static func fluxStems(double: Int, single: Int) -> [String] {
        let inDouble = Array(fluxDouble.keys) + ["img_attn.qkv", "txt_attn.qkv"]
        let inSingle = ["linear1", "linear2", "modulation.lin"]
        return Array(fluxEnds.keys) + (0..<double).flatMap { block in inDouble.map { "double_blocks.\(block).\($0)" } }
            + (0..<single).flatMap { block in inSingle.map { "single_blocks.\(block).\($0)" } }
    }

    private static let fluxDouble = [
        "img_attn.proj": ["attn.to_out.0"], "txt_attn.proj": ["attn.to_add_out"], "img_mod.lin": ["norm1.linear"],
        "txt_mod.lin": ["norm1_context.linear"], "img_mlp.0": ["ff.net.0.proj", "ff.linear_in"],
        "img_mlp.2": ["ff.net.2", "ff.linear_out"], "txt_mlp.0": ["ff_context.net.0.proj", "ff_context.linear_in"],
        "txt_mlp.2": ["ff_context.net.2", "ff_context.linear_out"],
    ]

    private static let fluxEnds = [
        "final_layer.linear": "proj_out", "final_layer.adaLN_modulation.1": "norm_out.linear",
        "img_in": "x_embedder", "txt_in": "context_embedder",
        "time_in.in_layer": "time_text_embed.timestep_embedder.linear_1",
        "time_in.out_layer": "time_text_embed.timestep_embedder.linear_2",
        "vector_in.in_layer": "time_text_embed.text_embedder.linear_1",
        "vector_in.out_layer": "time_text_embed.text_embedder.linear_2",
        "guidance_in.in_layer": "time_text_embed.guidance_embedder.linear_1",
        "guidance_in.out_layer": "time_text_embed.guidance_embedder.linear_2",
    ]
}
