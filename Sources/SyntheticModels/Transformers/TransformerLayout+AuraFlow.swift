extension TransformerLayout {
    /// One head of 256, like its width.
    mutating func auraFlow(width: Int, feedForward: Int, double: Int, single: Int) {
        func layers(_ layout: inout TransformerLayout, _ path: String) {
            layout.linear("\(path).c_fc1", width, feedForward, bias: nil)
            layout.linear("\(path).c_fc2", width, feedForward, bias: nil)
            layout.linear("\(path).c_proj", feedForward, width, bias: nil)
        }
        raw("positional_encoding", [1, 32 * 32, width], half: 0.3)
        raw("register_tokens", [1, 8, width], half: 1)
        linear("t_embedder.mlp.0", 256, width)
        linear("t_embedder.mlp.2", width, width)
        linear("cond_seq_linear", 2048, width, bias: nil)
        linear("init_x_linear", 16, width, gain: 0.4, adjust: Self.copying(width, 16))
        for i in 0..<double {
            at("double_layers.\(i).") {
                for part in ["C", "X"] {
                    layers(&$0, "mlp\(part)")
                    $0.linear("mod\(part).1", width, 6 * width, gain: 1.5 * Self.gateGain, bias: nil)
                }
                for name in ["w1q", "w1k", "w1v", "w1o", "w2q", "w2k", "w2v", "w2o"] {
                    $0.linear("attn.\(name)", width, width, bias: nil)
                }
            }
        }
        for i in 0..<single {
            at("single_layers.\(i).") {
                $0.linear("modCX.1", width, 6 * width, gain: 1.5 * Self.gateGain, bias: nil)
                for name in ["w1q", "w1k", "w1v", "w1o"] { $0.linear("attn.\(name)", width, width, bias: nil) }
                layers(&$0, "mlp")
            }
        }
        weight(
            "final_linear.weight", [16, width], gain: 0.5,
            adjust: Self.reading(width, 16, place: Self.channelsLast(4)))
        linear("modF.1", width, 2 * width, gain: 0.3, bias: nil)
    }
}
