internal import Glibc

extension TransformerLayout {
    private static let unit = Float(3.0.squareRoot())

    private mutating func layerNorm(_ path: String, _ width: Int) {
        norm("\(path).weight", width)
        bias("\(path).bias", width)
    }

    /// CLIP's text model under Hugging Face's names, with a projection.
    mutating func clip(width: Int, depth: Int) {
        at("text_model.") {
            $0.raw("embeddings.token_embedding.weight", [49408, width], half: Self.unit)
            $0.raw("embeddings.position_embedding.weight", [77, width], half: Float(0.5 * 3.0.squareRoot()))
            for i in 0..<depth {
                $0.at("encoder.layers.\(i).") {
                    $0.encoderLayer(width, feedForward: 4 * width, (1.6, 0.6), 0.6, isPicture: false)
                }
            }
            $0.layerNorm("final_layer_norm", width)
        }
        linear("text_projection", width, width, bias: nil)
    }

    /// A layer of CLIP or SigLIP.
    ///
    /// - Parameter gains: of queries and keys, and of the output
    private mutating func encoderLayer(
        _ width: Int, feedForward: Int, _ gains: (Double, Double), _ lastGain: Double, isPicture: Bool
    ) {
        if isPicture { layerNorm("layer_norm1", width) }
        for (name, gain) in [("q_proj", gains.0), ("k_proj", gains.0), ("v_proj", 1), ("out_proj", gains.1)] {
            linear("self_attn.\(name)", width, width, gain: gain)
        }
        layerNorm(isPicture ? "layer_norm2" : "layer_norm1", width)
        linear("mlp.fc1", width, feedForward)
        linear("mlp.fc2", feedForward, width, gain: lastGain)
        if !isPicture { layerNorm("layer_norm2", width) }
    }

    /// SigLIP's vision model: 27 by 27 patches of 14 pixels, heads of 72.
    mutating func sigLIP(width: Int, feedForward: Int, depth: Int) {
        at("vision_model.") {
            $0.weight("embeddings.patch_embedding.weight", [width, 3, 14, 14])
            $0.bias("embeddings.patch_embedding.bias", width)
            $0.raw("embeddings.position_embedding.weight", [729, width], half: 0.7)
            for i in 0..<depth {
                $0.at("encoder.layers.\(i).") {
                    $0.encoderLayer(width, feedForward: feedForward, (1.5, 0.5), 0.5, isPicture: true)
                }
            }
            $0.layerNorm("post_layernorm", width)
        }
    }

    /// Sizes of a T5.
    struct T5Shape {
        var width: Int
        var depth = 24
        var heads: Int
        var headWidth: Int
        var feedForward: Int
        var vocabulary = 32128
        var isGated = true
        /// Whether every layer has a bias of its own.
        var hasOwnBiases = false
        /// Of the table of tokens, if not that of all tensors.
        var table: SyntheticTensor.Element?
    }

    mutating func t5(_ shape: T5Shape) {
        let inner = shape.heads * shape.headWidth
        raw("shared.weight", [shape.vocabulary, shape.width], half: Self.unit, element: shape.table)
        for i in 0..<shape.depth {
            at("encoder.block.\(i).") {
                let attention = "layer.0.SelfAttention"
                for name in ["q", "k"] {
                    $0.linear(
                        "\(attention).\(name)", shape.width, inner, gain: 1.6 / pow(Double(shape.headWidth), 0.25),
                        bias: nil)
                }
                $0.linear("\(attention).v", shape.width, inner, bias: nil)
                $0.linear("\(attention).o", inner, shape.width, gain: 0.5, bias: nil)
                if i == 0 || shape.hasOwnBiases {
                    $0.raw("\(attention).relative_attention_bias.weight", [32, shape.heads], half: 1.5)
                }
                $0.norm("layer.0.layer_norm.weight", shape.width)
                for name in shape.isGated ? ["wi_0", "wi_1"] : ["wi"] {
                    $0.linear("layer.1.DenseReluDense.\(name)", shape.width, shape.feedForward, bias: nil)
                }
                $0.linear("layer.1.DenseReluDense.wo", shape.feedForward, shape.width, gain: 0.5, bias: nil)
                $0.norm("layer.1.layer_norm.weight", shape.width)
            }
        }
        norm("encoder.final_layer_norm.weight", shape.width)
    }

    /// A pair of factors of a layer, as diffusers writes them.
    mutating func lora(_ name: String, _ inputs: Int, _ outputs: Int, rank: Int = 4, alpha: Double? = nil) {
        weight("\(name).lora_A.weight", [rank, inputs])
        weight("\(name).lora_B.weight", [outputs, rank], gain: 1.5)
        if let alpha { constant("\(name).alpha", [alpha], shape: [], element: .F16) }
    }
}
