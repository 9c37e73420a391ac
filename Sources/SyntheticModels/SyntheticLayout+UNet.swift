extension SyntheticLayout {
    static func signs(_ seed: UInt64, _ count: Int) -> [Float] {
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

    private mutating func transformer(_ path: String, _ channels: Int, _ depth: Int, _ shape: UNetShape) {
        func frame(_ name: String, gain: Double) {
            if !shape.hasLinearTransformers {
                convolution("\(path).\(name)", channels, channels, kernel: 1, gain: gain)
            } else {
                linear("\(path).\(name)", channels, channels, gain: gain)
            }
        }
        norm("\(path).norm", channels)
        frame("proj_in", gain: 1)
        for index in 0..<depth {
            let block = "\(path).transformer_blocks.\(index)"
            for (name, width) in [("attn1", channels), ("attn2", shape.context)] {
                linear("\(block).\(name).to_q", channels, channels, gain: Self.queryGain, bias: false)
                linear("\(block).\(name).to_k", width, channels, gain: Self.queryGain, bias: false)
                linear("\(block).\(name).to_v", width, channels, bias: false)
                linear("\(block).\(name).to_out.0", channels, channels, gain: 0.7 * (name == "attn2" ? 1.5 : 1))
            }
            linear("\(block).ff.net.0.proj", channels, channels * 8)
            linear("\(block).ff.net.2", channels * 4, channels, gain: 0.7)
            for i in 1...3 { norm("\(block).norm\(i)", channels) }
        }
        frame("proj_out", gain: 0.5)
    }

    mutating func unet(_ prefix: String, _ shape: UNetShape) {
        let (base, embedding) = (shape.channels, shape.channels * 4)
        linear("\(prefix)time_embed.0", base, embedding)
        linear("\(prefix)time_embed.2", embedding, embedding)
        if let vector = shape.vector {
            linear("\(prefix)label_emb.0.0", vector, embedding)
            linear("\(prefix)label_emb.0.2", embedding, embedding)
        }
        convolution("\(prefix)input_blocks.0.0", 4, base, gain: 0.4) { values, seed in
            for (c, sign) in Self.signs(seed, base).enumerated() { values[((c * 4 + c % 4) * 3 + 1) * 3 + 1] += sign }
        }
        var (skips, channels, index) = ([base], base, 1)
        for (level, multiplier) in shape.multipliers.enumerated() {
            for _ in 0..<shape.blocks {
                let path = "\(prefix)input_blocks.\(index)"
                residualBlock("\(path).0", channels, base * multiplier, embedding)
                channels = base * multiplier
                if shape.depths[level] > 0 { transformer("\(path).1", channels, shape.depths[level], shape) }
                skips.append(channels)
                index += 1
            }
            guard level != shape.multipliers.count - 1 else { continue }
            convolution("\(prefix)input_blocks.\(index).0.op", channels, channels)
            skips.append(channels)
            index += 1
        }
        residualBlock("\(prefix)middle_block.0", channels, channels, embedding)
        if shape.middleDepth > 0 {
            transformer("\(prefix)middle_block.1", channels, shape.middleDepth, shape)
            residualBlock("\(prefix)middle_block.2", channels, channels, embedding)
        }
        index = 0
        for (level, multiplier) in shape.multipliers.enumerated().reversed() {
            let depth = shape.decoderDepths[level]
            for i in 0...shape.blocks {
                let skip = skips.removeLast()
                let path = "\(prefix)output_blocks.\(index)"
                residualBlock(
                    "\(path).0", channels + skip, base * multiplier, embedding,
                    keepsFirstSkip: skips.isEmpty ? channels : nil)
                channels = base * multiplier
                if depth > 0 { transformer("\(path).1", channels, depth, shape) }
                if level > 0 && i == shape.blocks {
                    convolution("\(path).\(depth > 0 ? 2 : 1).conv", channels, channels)
                }
                index += 1
            }
        }
        norm("\(prefix)out.0", base)
        convolution("\(prefix)out.2", base, 4, gain: 0.12 * shape.texture, bias: 0.01) { values, seed in
            let amount = Float(0.029 * shape.identity * 320.0 / Double(base))
            for (k, sign) in Self.signs(seed, base).enumerated() {
                values[(((k % 4) * base + k) * 3 + 1) * 3 + 1] += amount * sign
            }
        }
    }
}
