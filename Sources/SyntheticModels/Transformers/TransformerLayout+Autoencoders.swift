extension TransformerLayout {
    private mutating func convolution(
        _ name: String, _ shape: [Int], gain: Double = 1, bias: Float = 0.05, adjust: Adjustment? = nil
    ) {
        weight("\(name).weight", shape, gain: gain, adjust: adjust)
        self.bias("\(name).bias", shape[0], half: bias)
    }

    private mutating func groupNorm(_ name: String, _ channels: Int) {
        norm("\(name).weight", channels)
        bias("\(name).bias", channels)
    }

    // MARK: Pictures

    private mutating func block(_ path: String, _ inputs: Int, _ outputs: Int) {
        groupNorm("\(path).norm1", inputs)
        convolution("\(path).conv1", [outputs, inputs, 3, 3])
        groupNorm("\(path).norm2", outputs)
        convolution("\(path).conv2", [outputs, outputs, 3, 3], gain: 0.7)
        if inputs != outputs { convolution("\(path).nin_shortcut", [outputs, inputs, 1, 1]) }
    }

    private mutating func middle(_ path: String, _ channels: Int) {
        block("\(path).block_1", channels, channels)
        groupNorm("\(path).attn_1.norm", channels)
        for (name, gain) in [("q", 1.6), ("k", 1.6), ("v", 1), ("proj_out", 0.7)] {
            convolution("\(path).attn_1.\(name)", [channels, channels, 1, 1], gain: gain)
        }
        block("\(path).block_2", channels, channels)
    }

    /// An AutoencoderKL of `latent` channels; `folded`: Flux.2's, with a batch norm behind it.
    mutating func autoencoder(latent: Int, folded: Bool = false, width: Int = 32) {
        let multipliers = [1, 2, 4, 4]
        var channels = width
        convolution("encoder.conv_in", [width, 3, 3, 3])
        for (level, multiplier) in multipliers.enumerated() {
            for i in 0..<2 {
                block("encoder.down.\(level).block.\(i)", channels, width * multiplier)
                channels = width * multiplier
            }
            if level < 3 { convolution("encoder.down.\(level).downsample.conv", [channels, channels, 3, 3]) }
        }
        middle("encoder.mid", channels)
        groupNorm("encoder.norm_out", channels)
        convolution("encoder.conv_out", [2 * latent, channels, 3, 3], gain: 1.5)
        convolution("decoder.conv_in", [channels, latent, 3, 3])
        middle("decoder.mid", channels)
        for (level, multiplier) in multipliers.enumerated().reversed() {
            for i in 0..<3 {
                block("decoder.up.\(level).block.\(i)", channels, width * multiplier)
                channels = width * multiplier
            }
            if level > 0 { convolution("decoder.up.\(level).upsample.conv", [channels, channels, 3, 3]) }
        }
        groupNorm("decoder.norm_out", channels)
        convolution("decoder.conv_out", [3, channels, 3, 3], gain: 0.8)
        guard folded else { return }
        for (name, size) in [("encoder.quant_conv", 2 * latent), ("decoder.post_quant_conv", latent)] {
            convolution(name, [size, size, 1, 1], gain: 0.2) { values, _ in
                for k in 0..<size { values[k * size + k] += 1 }
            }
        }
        raw("bn.running_mean", [4 * latent], half: 0.3, element: .F32)
        raw("bn.running_var", [4 * latent], centre: 1.2, half: 0.5, element: .F32)
        constant("bn.num_batches_tracked", [1000], shape: [], element: .I64)
    }

    // MARK: Videos

    private mutating func gamma(_ name: String, _ channels: Int, axes: Int) {
        raw(name, [channels] + Array(repeating: 1, count: axes), centre: 1, half: 0.1)
    }

    private mutating func wanBlock(_ path: String, _ inputs: Int, _ outputs: Int) {
        gamma("\(path).residual.0.gamma", inputs, axes: 3)
        convolution("\(path).residual.2", [outputs, inputs, 3, 3, 3])
        gamma("\(path).residual.3.gamma", outputs, axes: 3)
        convolution("\(path).residual.6", [outputs, outputs, 3, 3, 3], gain: 0.7)
        if inputs != outputs { convolution("\(path).shortcut", [outputs, inputs, 1, 1, 1]) }
    }

    private mutating func wanMiddle(_ path: String, _ channels: Int) {
        wanBlock("\(path).0", channels, channels)
        gamma("\(path).1.norm.gamma", channels, axes: 2)
        convolution("\(path).1.to_qkv", [3 * channels, channels, 1, 1])
        convolution("\(path).1.proj", [channels, channels, 1, 1], gain: 0.7)
        wanBlock("\(path).2", channels, channels)
    }

    /// Wan 2.1's autoencoder.
    mutating func wanAutoencoder(width: Int = 16, latent: Int = 16) {
        let multipliers = [1, 2, 4, 4], halvesTime = [false, true, true]
        var (channels, step) = (width, 0)
        convolution("encoder.conv1", [width, 3, 3, 3, 3])
        for (level, multiplier) in multipliers.enumerated() {
            for _ in 0..<2 {
                wanBlock("encoder.downsamples.\(step)", channels, width * multiplier)
                (channels, step) = (width * multiplier, step + 1)
            }
            guard level < 3 else { continue }
            convolution("encoder.downsamples.\(step).resample.1", [channels, channels, 3, 3])
            if halvesTime[level] {
                convolution("encoder.downsamples.\(step).time_conv", [channels, channels, 3, 1, 1])
            }
            step += 1
        }
        wanMiddle("encoder.middle", channels)
        gamma("encoder.head.0.gamma", channels, axes: 3)
        convolution("encoder.head.2", [2 * latent, channels, 3, 3, 3], gain: 1.5)
        convolution("conv1", [2 * latent, 2 * latent, 1, 1, 1])
        convolution("conv2", [latent, latent, 1, 1, 1])
        convolution("decoder.conv1", [channels, latent, 3, 3, 3])
        wanMiddle("decoder.middle", channels)
        step = 0
        for (level, multiplier) in multipliers.reversed().enumerated() {
            // a step that resamples halves the channels
            if level > 0 { channels = width * multipliers[4 - level] / 2 }
            for _ in 0..<3 {
                wanBlock("decoder.upsamples.\(step)", channels, width * multiplier)
                (channels, step) = (width * multiplier, step + 1)
            }
            guard level < 3 else { continue }
            convolution("decoder.upsamples.\(step).resample.1", [channels / 2, channels, 3, 3])
            if halvesTime[2 - level] {
                convolution("decoder.upsamples.\(step).time_conv", [2 * channels, channels, 3, 1, 1])
            }
            step += 1
        }
        gamma("decoder.head.0.gamma", channels, axes: 3)
        convolution("decoder.head.2", [3, channels, 3, 3, 3], gain: 0.8)
    }
}
