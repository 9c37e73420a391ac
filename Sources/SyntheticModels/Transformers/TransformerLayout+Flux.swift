extension TransformerLayout {
    /// Two layers `path.first`, `path.second` of one width.
    mutating func embedder(
        _ path: String, _ inputs: Int, _ width: Int, _ first: String = "in_layer", _ second: String = "out_layer",
        bias: Float? = 0.05
    ) {
        linear("\(path).\(first)", inputs, width, bias: bias)
        linear("\(path).\(second)", width, width, bias: bias)
    }

    /// Sizes of a Flux.1 network.
    struct FluxShape {
        var width: Int
        var double: Int
        var single: Int
        var context: Int
        var vector: Int
        var isGuided: Bool
        var inputs = 64
    }

    mutating func flux(_ shape: FluxShape) {
        let width = shape.width
        linear("img_in", shape.inputs, width, gain: 0.4, adjust: Self.copying(width, 64))
        embedder("time_in", 256, width)
        embedder("vector_in", shape.vector, width)
        if shape.isGuided { embedder("guidance_in", 256, width) }
        linear("txt_in", shape.context, width)
        fluxBlocks(width, shape.double, shape.single, modulated: true)
        linear("final_layer.linear", width, 64, gain: 0.5, bias: 0.01, adjust: Self.reading(width, 64))
        linear("final_layer.adaLN_modulation.1", width, 2 * width, gain: 0.3)
    }

    /// - Parameter modulated: blocks make their own modulations.
    mutating func fluxBlocks(_ width: Int, _ double: Int, _ single: Int, modulated: Bool) {
        for i in 0..<double {
            for part in ["img", "txt"] {
                at("double_blocks.\(i).\(part)_") {
                    if modulated { $0.linear("mod.lin", width, 6 * width, gain: Self.gateGain, bias: 0.5) }
                    $0.linear("attn.qkv", width, 3 * width, gain: 1.2)
                    $0.norm("attn.norm.query_norm.scale", 128, centre: Self.keenness)
                    $0.norm("attn.norm.key_norm.scale", 128)
                    $0.linear("attn.proj", width, width)
                    $0.linear("mlp.0", width, 4 * width)
                    $0.linear("mlp.2", 4 * width, width)
                }
            }
        }
        for i in 0..<single {
            at("single_blocks.\(i).") {
                $0.linear("linear1", width, 7 * width, gain: 1.2)
                $0.linear("linear2", 5 * width, width)
                $0.norm("norm.query_norm.scale", 128, centre: Self.keenness)
                $0.norm("norm.key_norm.scale", 128)
                if modulated { $0.linear("modulation.lin", width, 3 * width, gain: Self.gateGain, bias: 0.5) }
            }
        }
    }

    mutating func flux2(width: Int, double: Int, single: Int, context: Int) {
        linear("img_in", 128, width, gain: 0.4, bias: nil, adjust: Self.copying(width, 128))
        embedder("time_in", 256, width, bias: nil)
        linear("txt_in", context, width, bias: nil)
        for (name, count) in [
            ("double_stream_modulation_img", 6), ("double_stream_modulation_txt", 6), ("single_stream_modulation", 3),
        ] {
            linear("\(name).lin", width, count * width, gain: 2 * Self.gateGain, bias: nil)
        }
        for i in 0..<double {
            for part in ["img", "txt"] {
                at("double_blocks.\(i).\(part)_") {
                    $0.linear("attn.qkv", width, 3 * width, gain: 1.2, bias: nil)
                    $0.norm("attn.norm.query_norm.scale", 128, centre: Self.keenness)
                    $0.norm("attn.norm.key_norm.scale", 128)
                    $0.linear("attn.proj", width, width, bias: nil)
                    $0.linear("mlp.0", width, 6 * width, bias: nil)
                    $0.linear("mlp.2", 3 * width, width, bias: nil)
                }
            }
        }
        for i in 0..<single {
            at("single_blocks.\(i).") {
                $0.linear("linear1", width, 9 * width, gain: 1.2, bias: nil)
                $0.linear("linear2", 4 * width, width, bias: nil)
                $0.norm("norm.query_norm.scale", 128, centre: Self.keenness)
                $0.norm("norm.key_norm.scale", 128)
            }
        }
        linear("final_layer.linear", width, 128, gain: 0.5, bias: nil, adjust: Self.reading(width, 128))
        linear("final_layer.adaLN_modulation.1", width, 2 * width, gain: 0.3, bias: nil)
    }

    mutating func chroma(width: Int, inner: Int, layers: Int, double: Int, single: Int, context: Int) {
        linear("img_in", 64, width, gain: 0.4, adjust: Self.copying(width, 64))
        linear("txt_in", context, width)
        at("distilled_guidance_layer.") {
            $0.linear("in_proj", 64, inner)
            for i in 0..<layers {
                $0.linear("layers.\(i).in_layer", inner, inner)
                $0.linear("layers.\(i).out_layer", inner, inner)
                $0.norm("norms.\(i).scale", inner)
            }
            $0.linear("out_proj", inner, width, gain: 0.5)
        }
        fluxBlocks(width, double, single, modulated: false)
        linear("final_layer.linear", width, 64, gain: 0.5, bias: 0.01, adjust: Self.reading(width, 64))
    }
}
