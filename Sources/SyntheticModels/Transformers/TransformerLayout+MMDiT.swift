extension TransformerLayout {
    /// Sizes of a Stable Diffusion 3 network.
    struct MMDiTShape {
        var depth: Int
        /// First blocks with an attention of the picture to itself alone.
        var dual: Int
        var vector: Int
        var context: Int
        /// Places along a side.
        var side = 64
        var channels = 16
        var normsHeads = true
        /// 64 for each block, if nothing else is said.
        var width: Int?
    }

    mutating func mmdit(_ shape: MMDiTShape) {
        let (width, channels) = (shape.width ?? 64 * shape.depth, shape.channels)
        raw("pos_embed", [1, shape.side * shape.side, width], half: 0.3)
        weight(
            "x_embedder.proj.weight", [width, channels, 2, 2], gain: 0.4, adjust: Self.copying(width, 4 * channels))
        bias("x_embedder.proj.bias", width)
        embedder("t_embedder", 256, width, "mlp.0", "mlp.2")
        embedder("y_embedder", shape.vector, width, "mlp.0", "mlp.2")
        linear("context_embedder", shape.context, width)
        for i in 0..<shape.depth {
            for part in ["context_block", "x_block"] {
                at("joint_blocks.\(i).\(part).") {
                    $0.mmditHalf(
                        width, isLast: part == "context_block" && i == shape.depth - 1,
                        isDual: part == "x_block" && i < shape.dual, normsHeads: shape.normsHeads)
                }
            }
        }
        weight(
            "final_layer.linear.weight", [4 * channels, width], gain: 0.5,
            adjust: Self.reading(width, 4 * channels, place: Self.channelsLast(channels)))
        bias("final_layer.linear.bias", 4 * channels, half: 0.01)
        linear("final_layer.adaLN_modulation.1", width, 2 * width, gain: 0.3)
    }

    private mutating func mmditHalf(_ width: Int, isLast: Bool, isDual: Bool, normsHeads: Bool) {
        for name in isDual ? ["attn", "attn2"] : ["attn"] {
            linear("\(name).qkv", width, 3 * width, gain: 1.2)
            if !isLast { linear("\(name).proj", width, width) }
            if normsHeads {
                norm("\(name).ln_q.weight", 64, centre: Self.keenness)
                norm("\(name).ln_k.weight", 64)
            }
        }
        if !isLast {
            linear("mlp.fc1", width, 4 * width)
            linear("mlp.fc2", 4 * width, width)
        }
        linear(
            "adaLN_modulation.1", width, width * (isLast ? 2 : isDual ? 9 : 6), gain: Self.gateGain, bias: 0.5)
    }
}
