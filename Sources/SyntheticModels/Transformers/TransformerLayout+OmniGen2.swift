extension TransformerLayout {
    /// An OmniGen2 network with one head of keys.
    ///
    /// - Parameters:
    ///   - context: width of the text encoder's output
    mutating func omniGen2(width: Int, headWidth: Int, feedForward: Int, layers: Int, context: Int) {
        raw("image_index_embedding", [5, width], half: 0.5)
        linear("x_embedder", 64, width, gain: 0.4, adjust: Self.copying(width, 64))
        linear("ref_image_patch_embedder", 64, width)
        at("time_caption_embed.") {
            $0.linear("timestep_embedder.linear_1", 256, width)
            $0.linear("timestep_embedder.linear_2", width, width)
            $0.norm("caption_embedder.0.weight", context)
            $0.linear("caption_embedder.1", context, width)
        }
        func block(_ layout: inout TransformerLayout, _ path: String, modulated: Bool = true) {
            layout.at(path) {
                $0.omniGen2Block(width: width, headWidth: headWidth, feedForward: feedForward, modulated: modulated)
            }
        }
        for i in 0..<2 {
            block(&self, "noise_refiner.\(i).")
            block(&self, "ref_image_refiner.\(i).")
            block(&self, "context_refiner.\(i).", modulated: false)
        }
        for i in 0..<layers { block(&self, "layers.\(i).") }
        linear("norm_out.linear_1", width, width, gain: 0.3)
        linear("norm_out.linear_2", width, 64, gain: 0.5, bias: 0.01, adjust: Self.reading(width, 64, amount: -0.6))
    }

    private mutating func omniGen2Block(width: Int, headWidth: Int, feedForward: Int, modulated: Bool) {
        linear("attn.to_q", width, width, gain: 1.2, bias: nil)
        linear("attn.to_k", width, headWidth, gain: 1.2, bias: nil)
        linear("attn.to_v", width, headWidth, bias: nil)
        norm("attn.norm_q.weight", headWidth, centre: Self.keenness)
        norm("attn.norm_k.weight", headWidth)
        linear("attn.to_out.0", width, width, bias: nil)
        linear("feed_forward.linear_1", width, feedForward, bias: nil)
        linear("feed_forward.linear_2", feedForward, width, bias: nil)
        linear("feed_forward.linear_3", width, feedForward, bias: nil)
        if modulated { linear("norm1.linear", width, 4 * width, gain: 0.5, bias: 0.5) }
        norm(modulated ? "norm1.norm.weight" : "norm1.weight", width)
        norm("ffn_norm1.weight", width)
        norm("norm2.weight", width, centre: 0.5)
        norm("ffn_norm2.weight", width, centre: 0.5)
    }
}
