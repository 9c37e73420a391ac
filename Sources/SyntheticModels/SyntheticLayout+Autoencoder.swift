extension SyntheticLayout {
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

    /// An AutoencoderKL.
    mutating func autoencoder(_ prefix: String, _ base: Int, _ multipliers: [Int], _ blocks: Int) {
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
