/// An ordered list of tensors in the layout of a model file: random weights, bit for bit those of
/// Tests/Fixtures/reference/make_checkpoint.py, whose docstring says how the values come about.
package struct SyntheticLayout: Sendable {
    var tensors: [SyntheticTensor] = []

    /// Stable Diffusion 1.x in full. 2.1 GB.
    package static var sd1: SyntheticLayout {
        checkpoint(
            UNetShape(channels: 320, multipliers: [1, 2, 4, 4], blocks: 2, depths: [1, 1, 1, 0]), text: (768, 12),
            autoencoder: (128, [1, 2, 4, 4], 2))
    }

    /// The UNet of SDXL alone, named as in a checkpoint. 5.1 GB.
    package static var sdxlUNet: SyntheticLayout {
        unet(
            UNetShape(
                channels: 320, multipliers: [1, 2, 4], context: 2048, blocks: 2, depths: [0, 2, 10], middleDepth: 10,
                vector: 2816))
    }

    /// The file's beginning, padded to 8 bytes.
    var header: [UInt8] {
        var entries: [String] = [#""__metadata__":{"format":"pt"}"#]
        var offset = 0
        for tensor in tensors {
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            let end = offset + tensor.byteCount
            entries.append(
                #""\#(tensor.name)":{"dtype":"\#(tensor.element)","shape":[\#(shape)],"data_offsets":[\#(offset),\#(end)]}"#
            )
            offset = end
        }
        var text = Array("{\(entries.joined(separator: ","))}".utf8)
        while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
    }

    package static func checkpoint(
        _ unet: UNetShape, text: (width: Int, depth: Int), autoencoder: (channels: Int, multipliers: [Int], blocks: Int)
    ) -> SyntheticLayout {
        var layout = SyntheticLayout()
        layout.unet(unetPrefix, unet)
        layout.textEncoder("cond_stage_model.transformer.text_model.", text.width, text.depth)
        layout.autoencoder("first_stage_model.", autoencoder.channels, autoencoder.multipliers, autoencoder.blocks)
        layout.tensors.append(
            SyntheticTensor(name: "alphas_cumprod", shape: [1000], element: .F32, constant: alphasCumprod))
        return layout
    }

    package static func unet(_ shape: UNetShape) -> SyntheticLayout {
        var layout = SyntheticLayout()
        layout.unet(unetPrefix, shape)
        return layout
    }

    package static func embedding() -> SyntheticLayout {
        SyntheticLayout(
            tensors: [SyntheticTensor(name: "emb_params", shape: [3, 768], half: Float(sqrt3), element: .F32)])
    }

    private static let unetPrefix = "model.diffusion_model."

    // MARK: Layers

    private static let sqrt3 = 3.0.squareRoot()
    static let queryGain = 1.6

    private static let alphasCumprod: [Double] = {
        let (start, end) = (0.00085.squareRoot(), 0.012.squareRoot())
        let step = (end - start) / 999
        var product = 1.0
        return (0..<1000).map { i in
            let root = i == 999 ? end : Double(i) * step + start
            product *= 1 - root * root
            return product
        }
    }()

    mutating func weight(
        _ name: String, _ shape: [Int], gain: Double = 1, adjust: (@Sendable (inout [Float], UInt64) -> Void)? = nil
    ) {
        let fanIn = shape.dropFirst().reduce(1, *)
        let half = gain * Self.sqrt3 / Double(fanIn).squareRoot()
        tensors.append(SyntheticTensor(name: name, shape: shape, half: Float(half), adjust: adjust))
    }

    mutating func linear(_ path: String, _ inputs: Int, _ outputs: Int, gain: Double = 1, bias: Bool = true) {
        weight("\(path).weight", [outputs, inputs], gain: gain)
        if bias { tensors.append(SyntheticTensor(name: "\(path).bias", shape: [outputs], half: 0.05)) }
    }

    mutating func convolution(
        _ path: String, _ inputs: Int, _ outputs: Int, kernel: Int = 3, gain: Double = 1, bias: Float = 0.05,
        adjust: (@Sendable (inout [Float], UInt64) -> Void)? = nil
    ) {
        weight("\(path).weight", [outputs, inputs, kernel, kernel], gain: gain, adjust: adjust)
        tensors.append(SyntheticTensor(name: "\(path).bias", shape: [outputs], half: bias))
    }

    mutating func norm(_ path: String, _ channels: Int) {
        tensors.append(SyntheticTensor(name: "\(path).weight", shape: [channels], centre: 1, half: 0.1))
        tensors.append(SyntheticTensor(name: "\(path).bias", shape: [channels], half: 0.05))
    }

    // MARK: Text encoder

    private mutating func textEncoder(_ prefix: String, _ width: Int, _ depth: Int) {
        tensors.append(
            SyntheticTensor(
                name: "\(prefix)embeddings.position_ids", shape: [1, 77], element: .I64,
                constant: (0..<77).map(Double.init)))
        tensors.append(
            SyntheticTensor(
                name: "\(prefix)embeddings.token_embedding.weight", shape: [49408, width], half: Float(Self.sqrt3)))
        tensors.append(
            SyntheticTensor(
                name: "\(prefix)embeddings.position_embedding.weight", shape: [77, width], half: Float(0.5 * Self.sqrt3)
            ))
        for layer in 0..<depth {
            let path = "\(prefix)encoder.layers.\(layer)"
            let projections = [
                ("q_proj", Self.queryGain), ("k_proj", Self.queryGain), ("v_proj", 1), ("out_proj", 0.7),
            ]
            for (name, gain) in projections { linear("\(path).self_attn.\(name)", width, width, gain: gain) }
            norm("\(path).layer_norm1", width)
            linear("\(path).mlp.fc1", width, width * 4)
            linear("\(path).mlp.fc2", width * 4, width, gain: 0.7)
            norm("\(path).layer_norm2", width)
        }
        norm("\(prefix)final_layer_norm", width)
    }

    // MARK: Autoencoder

    private mutating func autoencoderBlock(_ path: String, _ inputs: Int, _ outputs: Int) {
        norm("\(path).norm1", inputs)
        convolution("\(path).conv1", inputs, outputs)
        norm("\(path).norm2", outputs)
        convolution("\(path).conv2", outputs, outputs, gain: 0.7)
        if inputs != outputs { convolution("\(path).nin_shortcut", inputs, outputs, kernel: 1) }
    }

    private mutating func autoencoderMiddle(_ path: String, _ channels: Int) {
        autoencoderBlock("\(path).block_1", channels, channels)
        norm("\(path).attn_1.norm", channels)
        for (name, gain) in [("q", Self.queryGain), ("k", Self.queryGain), ("v", 1), ("proj_out", 0.7)] {
            convolution("\(path).attn_1.\(name)", channels, channels, kernel: 1, gain: gain)
        }
        autoencoderBlock("\(path).block_2", channels, channels)
    }

    private mutating func autoencoder(_ prefix: String, _ base: Int, _ multipliers: [Int], _ blocks: Int) {
        let encoder = "\(prefix)encoder"
        convolution("\(encoder).conv_in", 3, base)
        var channels = base
        for (level, multiplier) in multipliers.enumerated() {
            for block in 0..<blocks {
                autoencoderBlock("\(encoder).down.\(level).block.\(block)", channels, base * multiplier)
                channels = base * multiplier
            }
            if level != multipliers.count - 1 {
                convolution("\(encoder).down.\(level).downsample.conv", channels, channels)
            }
        }
        autoencoderMiddle("\(encoder).mid", channels)
        norm("\(encoder).norm_out", channels)
        convolution("\(encoder).conv_out", channels, 8, gain: 5)
        let decoder = "\(prefix)decoder"
        convolution("\(decoder).conv_in", 4, channels)
        autoencoderMiddle("\(decoder).mid", channels)
        for (level, multiplier) in multipliers.enumerated().reversed() {
            for block in 0...blocks {
                autoencoderBlock("\(decoder).up.\(level).block.\(block)", channels, base * multiplier)
                channels = base * multiplier
            }
            if level > 0 { convolution("\(decoder).up.\(level).upsample.conv", channels, channels) }
        }
        norm("\(decoder).norm_out", channels)
        convolution("\(decoder).conv_out", channels, 3, gain: 0.8)
        for (name, size) in [("quant_conv", 8), ("post_quant_conv", 4)] {
            convolution("\(prefix)\(name)", size, size, kernel: 1, gain: 0.2) { values, _ in
                for k in 0..<size { values[k * size + k] += 1 }
            }
        }
    }
}
