extension TransformerLayout {
    /// Sizes of a Lumina 2 or Z-Image network.
    struct NextDiTShape {
        var width: Int
        var layers: Int
        var context: Int
        var isZImage: Bool
        var feedForward: Int
        var heads: Int
        var keyHeads: Int
        /// Blocks that refine the text, and as many for the picture.
        var refiners = 2
    }

    mutating func nextDiT(_ shape: NextDiTShape) {
        let (width, middle) = (shape.width, min(shape.width, 1024))
        let time = shape.isZImage ? 256 : middle
        if shape.isZImage {
            for name in ["x_pad_token", "cap_pad_token"] { raw(name, [1, width], half: Float(3.0.squareRoot())) }
        }
        linear("x_embedder", 64, width, gain: 0.4, adjust: Self.copying(width, 64))
        for (path, modulated) in [("noise_refiner", true), ("context_refiner", false)] {
            for i in 0..<shape.refiners { at("\(path).\(i).") { $0.nextDiTBlock(shape, time: modulated ? time : nil) } }
        }
        linear("t_embedder.mlp.0", 256, middle)
        linear("t_embedder.mlp.2", middle, time)
        norm("cap_embedder.0.weight", shape.context)
        linear("cap_embedder.1", shape.context, width)
        for i in 0..<shape.layers { at("layers.\(i).") { $0.nextDiTBlock(shape, time: time) } }
        linear("final_layer.linear", width, 64, gain: 0.5, bias: 0.01, adjust: Self.reading(width, 64, amount: -0.6))
        linear("final_layer.adaLN_modulation.1", time, width, gain: 0.3)
    }

    private mutating func nextDiTBlock(_ shape: NextDiTShape, time: Int?) {
        let (width, headWidth) = (shape.width, shape.width / shape.heads)
        linear("attention.qkv", width, (shape.heads + 2 * shape.keyHeads) * headWidth, gain: 1.2, bias: nil)
        linear("attention.out", width, width, bias: nil)
        norm("attention.q_norm.weight", headWidth, centre: Self.keenness)
        norm("attention.k_norm.weight", headWidth)
        linear("feed_forward.w1", width, shape.feedForward, bias: nil)
        linear("feed_forward.w2", shape.feedForward, width, bias: nil)
        linear("feed_forward.w3", width, shape.feedForward, bias: nil)
        for (name, centre) in [
            ("attention_norm1", 1), ("ffn_norm1", 1), ("attention_norm2", 0.5), ("ffn_norm2", 0.5),
        ] as [(String, Float)] {
            norm("\(name).weight", width, centre: centre)
        }
        guard let time else { return }
        linear("adaLN_modulation.\(shape.isZImage ? 0 : 1)", time, 4 * width, gain: 0.5, bias: 0.5)
    }
}
