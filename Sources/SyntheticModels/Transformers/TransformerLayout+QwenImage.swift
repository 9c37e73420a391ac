extension TransformerLayout {
    mutating func qwenImage(width: Int, layers: Int, context: Int) {
        embedder("time_text_embed.timestep_embedder", 256, width, "linear_1", "linear_2")
        norm("txt_norm.weight", context)
        linear("img_in", 64, width, gain: 0.4, adjust: Self.copying(width, 64))
        linear("txt_in", context, width)
        for i in 0..<layers {
            at("transformer_blocks.\(i).") {
                for part in ["img", "txt"] {
                    $0.linear("\(part)_mod.1", width, 6 * width, gain: Self.gateGain, bias: 0.5)
                    $0.linear("\(part)_mlp.net.0.proj", width, 4 * width)
                    $0.linear("\(part)_mlp.net.2", 4 * width, width)
                }
                for (name, centre) in [
                    ("norm_q", Self.keenness), ("norm_k", 1), ("norm_added_q", Self.keenness), ("norm_added_k", 1),
                ] {
                    $0.norm("attn.\(name).weight", 128, centre: centre)
                }
                for name in [
                    "to_q", "to_k", "to_v", "add_q_proj", "add_k_proj", "add_v_proj", "to_out.0", "to_add_out",
                ] {
                    $0.linear("attn.\(name)", width, width)
                }
            }
        }
        linear("norm_out.linear", width, 2 * width, gain: 0.3)
        linear("proj_out", width, 64, gain: 0.5, bias: 0.01, adjust: Self.reading(width, 64))
    }
}
