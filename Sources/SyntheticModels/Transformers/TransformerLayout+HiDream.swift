extension TransformerLayout {
    /// Sizes of a HiDream network.
    struct HiDreamShape {
        var width: Int
        var double: Int
        var single: Int
        /// Width of the pooled prompt, of the language model's states, of T5's tokens.
        var vector: Int
        var layers: Int
        var context: Int
        var experts = 4
        var shared = 512
        var feedForward = 768
    }

    mutating func hiDream(_ shape: HiDreamShape) {
        let width = shape.width
        for (path, inputs) in [("t_embedder.timestep_embedder", 256), ("p_embedder.pooled_embedder", shape.vector)] {
            linear("\(path).linear_1", inputs, width)
            linear("\(path).linear_2", width, width)
        }
        linear("x_embedder.proj", 64, width, gain: 0.4, adjust: Self.copying(width, 64))
        for i in 0..<shape.double { at("double_stream_blocks.\(i).block.") { $0.hiDreamBlock(shape, ["", "_t"]) } }
        for i in 0..<shape.single { at("single_stream_blocks.\(i).block.") { $0.hiDreamBlock(shape, [""]) } }
        linear("final_layer.linear", width, 64, gain: 0.5, bias: 0.01, adjust: Self.reading(width, 64, amount: -0.6))
        linear("final_layer.adaLN_modulation.1", width, 2 * width, gain: 0.3)
        let count = shape.double + shape.single
        for i in 0..<count { linear("caption_projection.\(i).linear", shape.layers, width, bias: nil) }
        linear("caption_projection.\(count).linear", shape.context, width, bias: nil)
    }

    private mutating func hiDreamBlock(_ shape: HiDreamShape, _ streams: [String]) {
        let width = shape.width
        linear("adaLN_modulation.1", width, streams.count * 6 * width, gain: Self.gateGain, bias: 0.5)
        for stream in streams {
            for name in ["to_q", "to_k", "to_v", "to_out"] { linear("attn1.\(name)\(stream)", width, width) }
            norm("attn1.q_rms_norm\(stream).weight", width, centre: Self.keenness)
            norm("attn1.k_rms_norm\(stream).weight", width)
        }
        func fed(_ layout: inout TransformerLayout, _ path: String, _ inner: Int) {
            layout.linear("\(path).w1", width, inner, bias: nil)
            layout.linear("\(path).w2", inner, width, bias: nil)
            layout.linear("\(path).w3", width, inner, bias: nil)
        }
        fed(&self, "ff_i.shared_experts", shape.shared)
        for expert in 0..<shape.experts { fed(&self, "ff_i.experts.\(expert)", shape.feedForward) }
        weight("ff_i.gate.weight", [shape.experts, width], gain: 2)
        if streams.count > 1 { fed(&self, "ff_t", shape.feedForward) }
    }
}
