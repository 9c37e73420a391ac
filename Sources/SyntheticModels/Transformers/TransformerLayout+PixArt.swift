extension TransformerLayout {
    /// PixArt Sigma's network for T5's tokens of a width.
    mutating func pixArt(width: Int, context: Int, layers: Int) {
        raw("pos_embed", [1, 4096, width], half: 0.3)
        linear("t_block.1", width, 6 * width, gain: Self.gateGain)
        weight("x_embedder.proj.weight", [width, 4, 2, 2], gain: 0.4, adjust: Self.copying(width, 16, amount: 3))
        bias("x_embedder.proj.bias", width)
        linear("t_embedder.mlp.0", 256, width)
        linear("t_embedder.mlp.2", width, width)
        raw("y_embedder.y_embedding", [300, context], half: 1)
        linear("y_embedder.y_proj.fc1", context, width)
        linear("y_embedder.y_proj.fc2", width, width)
        for i in 0..<layers {
            at("blocks.\(i).") {
                $0.raw("scale_shift_table", [6, width], centre: 0.1, half: 0.5)
                $0.linear("attn.qkv", width, 3 * width, gain: 1.5)
                $0.linear("attn.proj", width, width)
                $0.linear("cross_attn.q_linear", width, width, gain: 1.5)
                $0.linear("cross_attn.kv_linear", width, 2 * width, gain: 1.5)
                $0.linear("cross_attn.proj", width, width)
                $0.linear("mlp.fc1", width, 4 * width)
                $0.linear("mlp.fc2", 4 * width, width)
            }
        }
        raw("final_layer.scale_shift_table", [2, width], half: 0.3)
        weight(
            "final_layer.linear.weight", [32, width], gain: 0.2,
            adjust: Self.reading(width, 16, amount: 1.05) { $0 % 4 * 8 + $0 / 4 })
        bias("final_layer.linear.bias", 32, half: 0.01)
    }
}
