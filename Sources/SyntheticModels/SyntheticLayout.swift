/// An ordered list of tensors in the layout of a model file: random weights, bit for bit those of
/// Tests/Fixtures/reference/make_checkpoint.py, whose docstring says how the values come about.
package struct SyntheticLayout: Sendable {
    /// A UNet of `multipliers.count` levels with `blocks` blocks each, all of which but those of the last
    /// `plainLevels` levels have a transformer.
    package struct UNetShape: Sendable {
        package var channels: Int
        package var multipliers: [Int]
        package var context: Int
        package var blocks: Int
        package var plainLevels: Int

        package init(
            channels: Int, multipliers: [Int] = [1, 2], context: Int = 768, blocks: Int = 1, plainLevels: Int = 0
        ) {
            self.channels = channels
            self.multipliers = multipliers
            self.context = context
            self.blocks = blocks
            self.plainLevels = plainLevels
        }
    }

    private(set) var tensors: [SyntheticTensor] = []

    /// Stable Diffusion 1.x in full. 2.1 GB.
    package static var sd1: SyntheticLayout {
        checkpoint(
            UNetShape(channels: 320, multipliers: [1, 2, 4, 4], blocks: 2, plainLevels: 1), text: (768, 12),
            autoencoder: (128, [1, 2, 4, 4], 2))
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
        layout.unet("model.diffusion_model.", unet)
        layout.textEncoder("cond_stage_model.transformer.text_model.", text.width, text.depth)
        layout.autoencoder("first_stage_model.", autoencoder.channels, autoencoder.multipliers, autoencoder.blocks)
        layout.tensors.append(
            SyntheticTensor(name: "alphas_cumprod", shape: [1000], element: .F32, constant: alphasCumprod))
        return layout
    }

    package static func embedding() -> SyntheticLayout {
        SyntheticLayout(
            tensors: [SyntheticTensor(name: "emb_params", shape: [3, 768], half: Float(sqrt3), element: .F32)])
    }

    // MARK: Layers

    private static let sqrt3 = 3.0.squareRoot()
    private static let queryGain = 1.6

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

    private mutating func weight(
        _ name: String, _ shape: [Int], gain: Double = 1, adjust: (@Sendable (inout [Float], UInt64) -> Void)? = nil
    ) {
        let fanIn = shape.dropFirst().reduce(1, *)
        let half = gain * Self.sqrt3 / Double(fanIn).squareRoot()
        tensors.append(SyntheticTensor(name: name, shape: shape, half: Float(half), adjust: adjust))
    }

    private mutating func linear(_ path: String, _ inputs: Int, _ outputs: Int, gain: Double = 1, bias: Bool = true) {
        weight("\(path).weight", [outputs, inputs], gain: gain)
        if bias { tensors.append(SyntheticTensor(name: "\(path).bias", shape: [outputs], half: 0.05)) }
    }

    private mutating func convolution(
        _ path: String, _ inputs: Int, _ outputs: Int, kernel: Int = 3, gain: Double = 1, bias: Float = 0.05,
        adjust: (@Sendable (inout [Float], UInt64) -> Void)? = nil
    ) {
        weight("\(path).weight", [outputs, inputs, kernel, kernel], gain: gain, adjust: adjust)
        tensors.append(SyntheticTensor(name: "\(path).bias", shape: [outputs], half: bias))
    }

    private mutating func norm(_ path: String, _ channels: Int) {
        tensors.append(SyntheticTensor(name: "\(path).weight", shape: [channels], centre: 1, half: 0.1))
        tensors.append(SyntheticTensor(name: "\(path).bias", shape: [channels], half: 0.05))
    }

    // MARK: UNet

    private static func signs(_ seed: UInt64, _ count: Int) -> [Float] {
        SyntheticTensor.uniform(seed: seed, name: "identity", count: count).map { $0 < 0 ? -1 : 1 }
    }

    private mutating func residualBlock(
        _ path: String, _ inputs: Int, _ outputs: Int, _ embedding: Int, keepsFirstSkip: Int? = nil
    ) {
        norm("\(path).in_layers.0", inputs)
        convolution("\(path).in_layers.2", inputs, outputs)
        linear("\(path).emb_layers.1", embedding, outputs)
        norm("\(path).out_layers.0", outputs)
        convolution("\(path).out_layers.3", outputs, outputs, gain: 0.5)
        guard inputs != outputs else { return }
        let adjust: (@Sendable (inout [Float], UInt64) -> Void)? = keepsFirstSkip.map { base in
            { @Sendable values, _ in for k in 0..<outputs { values[k * inputs + base + k] += 2.5 } }
        }
        convolution(
            "\(path).skip_connection", inputs, outputs, kernel: 1, gain: adjust == nil ? 1 : 0.4, adjust: adjust)
    }

    private mutating func transformer(_ path: String, _ channels: Int, _ context: Int) {
        norm("\(path).norm", channels)
        convolution("\(path).proj_in", channels, channels, kernel: 1)
        let block = "\(path).transformer_blocks.0"
        for (name, width) in [("attn1", channels), ("attn2", context)] {
            linear("\(block).\(name).to_q", channels, channels, gain: Self.queryGain, bias: false)
            linear("\(block).\(name).to_k", width, channels, gain: Self.queryGain, bias: false)
            linear("\(block).\(name).to_v", width, channels, bias: false)
            linear("\(block).\(name).to_out.0", channels, channels, gain: 0.7 * (name == "attn2" ? 1.5 : 1))
        }
        linear("\(block).ff.net.0.proj", channels, channels * 8)
        linear("\(block).ff.net.2", channels * 4, channels, gain: 0.7)
        for i in 1...3 { norm("\(block).norm\(i)", channels) }
        convolution("\(path).proj_out", channels, channels, kernel: 1, gain: 0.5)
    }

    private mutating func unet(_ prefix: String, _ shape: UNetShape) {
        let (base, embedding) = (shape.channels, shape.channels * 4)
        linear("\(prefix)time_embed.0", base, embedding)
        linear("\(prefix)time_embed.2", embedding, embedding)
        convolution("\(prefix)input_blocks.0.0", 4, base, gain: 0.4) { values, seed in
            for (c, sign) in Self.signs(seed, base).enumerated() { values[((c * 4 + c % 4) * 3 + 1) * 3 + 1] += sign }
        }
        var (skips, channels, index) = ([base], base, 1)
        for (level, multiplier) in shape.multipliers.enumerated() {
            let isPlain = level >= shape.multipliers.count - shape.plainLevels
            for _ in 0..<shape.blocks {
                let path = "\(prefix)input_blocks.\(index)"
                residualBlock("\(path).0", channels, base * multiplier, embedding)
                channels = base * multiplier
                if !isPlain { transformer("\(path).1", channels, shape.context) }
                skips.append(channels)
                index += 1
            }
            guard level != shape.multipliers.count - 1 else { continue }
            convolution("\(prefix)input_blocks.\(index).0.op", channels, channels)
            skips.append(channels)
            index += 1
        }
        residualBlock("\(prefix)middle_block.0", channels, channels, embedding)
        transformer("\(prefix)middle_block.1", channels, shape.context)
        residualBlock("\(prefix)middle_block.2", channels, channels, embedding)
        index = 0
        for (level, multiplier) in shape.multipliers.enumerated().reversed() {
            let isPlain = level >= shape.multipliers.count - shape.plainLevels
            for i in 0...shape.blocks {
                let skip = skips.removeLast()
                let path = "\(prefix)output_blocks.\(index)"
                residualBlock(
                    "\(path).0", channels + skip, base * multiplier, embedding,
                    keepsFirstSkip: skips.isEmpty ? channels : nil)
                channels = base * multiplier
                if !isPlain { transformer("\(path).1", channels, shape.context) }
                if level > 0 && i == shape.blocks { convolution("\(path).\(isPlain ? 1 : 2).conv", channels, channels) }
                index += 1
            }
        }
        norm("\(prefix)out.0", base)
        convolution("\(prefix)out.2", base, 4, gain: 0.12, bias: 0.01) { values, seed in
            let amount = Float(0.029 * 320.0 / Double(base))
            for (k, sign) in Self.signs(seed, base).enumerated() {
                values[(((k % 4) * base + k) * 3 + 1) * 3 + 1] += amount * sign
            }
        }
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
