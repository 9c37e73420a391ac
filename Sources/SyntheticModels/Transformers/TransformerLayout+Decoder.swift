extension TransformerLayout {
    /// Sizes of a language model.
    struct DecoderShape {
        var width: Int
        var layers: Int
        var heads = 2
        var keyHeads = 1
        var feedForward: Int
        var vocabulary: Int
        var headWidth = 128
        var hasHeadNorms = false
        var hasBiases = false
        var isGemma = false
    }

    mutating func decoder(_ shape: DecoderShape) {
        let centre: Float = shape.isGemma ? 0 : 1
        raw("model.embed_tokens.weight", [shape.vocabulary, shape.width], half: Float(3.0.squareRoot()))
        let (queries, keys) = (shape.heads * shape.headWidth, shape.keyHeads * shape.headWidth)
        for i in 0..<shape.layers {
            at("model.layers.\(i).") {
                for (name, outputs) in [("q", queries), ("k", keys), ("v", keys)] {
                    $0.linear("self_attn.\(name)_proj", shape.width, outputs, bias: shape.hasBiases ? 0.05 : nil)
                }
                $0.linear("self_attn.o_proj", queries, shape.width, gain: 0.5, bias: nil)
                if shape.hasHeadNorms {
                    for name in ["q", "k"] {
                        $0.norm("self_attn.\(name)_norm.weight", shape.headWidth, centre: centre + 0.3)
                    }
                }
                $0.linear("mlp.gate_proj", shape.width, shape.feedForward, bias: nil)
                $0.linear("mlp.up_proj", shape.width, shape.feedForward, bias: nil)
                $0.linear("mlp.down_proj", shape.feedForward, shape.width, gain: 0.5, bias: nil)
                let norms =
                    ["input", "post_attention"] + (shape.isGemma ? ["pre_feedforward", "post_feedforward"] : [])
                for name in norms { $0.norm("\(name)_layernorm.weight", shape.width, centre: centre) }
            }
        }
        norm("model.norm.weight", shape.width, centre: centre)
    }

    /// Qwen2.5-VL's vision tower.
    mutating func qwenVision(output: Int, width: Int = 160, depth: Int = 8, feedForward: Int = 256) {
        weight("patch_embed.proj.weight", [width, 3, 2, 14, 14])
        for i in 0..<depth {
            at("blocks.\(i).") {
                $0.norm("norm1.weight", width)
                $0.norm("norm2.weight", width)
                $0.linear("attn.qkv", width, 3 * width, gain: 1.3)
                $0.linear("attn.proj", width, width, gain: 0.7)
                $0.linear("mlp.gate_proj", width, feedForward)
                $0.linear("mlp.up_proj", width, feedForward)
                $0.linear("mlp.down_proj", feedForward, width, gain: 0.7)
            }
        }
        norm("merger.ln_q.weight", width)
        linear("merger.mlp.0", 4 * width, 4 * width)
        linear("merger.mlp.2", 4 * width, output)
    }

    /// The bytes of a file.
    mutating func file(_ name: String, _ bytes: [UInt8]) {
        constant(name, bytes.map(Double.init), shape: [bytes.count], element: .U8)
    }
}
