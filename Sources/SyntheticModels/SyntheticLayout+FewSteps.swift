extension SyntheticLayout {
    /// Stable Diffusion 2 in full, which predicts noise, as SD-Turbo does. 2.6 GB.
    package static var sd2: SyntheticLayout {
        var layout = unet(
            UNetShape(
                channels: 320, multipliers: [1, 2, 4, 4], context: 1024, blocks: 2, depths: [1, 1, 1, 0],
                hasLinearTransformers: true))
        layout.openTextEncoder("cond_stage_model.model.", 1024, 24)
        layout.autoencoder("first_stage_model.", 128, [1, 2, 4, 4], 2)
        return layout
    }

    /// SDXL in full. 7.1 GB.
    package static var sdxl: SyntheticLayout {
        xl(.sdxl, texts: ((768, 12), (1280, 32)), autoencoder: (128, [1, 2, 4, 4], 2))
    }

    /// TAESD's decoder. 2.5 MB.
    package static var tinyDecoder: SyntheticLayout {
        var layout = SyntheticLayout()
        layout.convolution("1", 4, tinyWidth)
        for level in [3, 8, 13] {
            for index in 0..<3 { layout.tinyBlock("\(level + index)") }
            layout.weight("\(level + 4).weight", [tinyWidth, tinyWidth, 3, 3])
        }
        layout.tinyBlock("18")
        layout.convolution("19", tinyWidth, 3)
        return layout
    }

    /// TAESD's encoder. 2.5 MB.
    package static var tinyEncoder: SyntheticLayout {
        var layout = SyntheticLayout()
        layout.convolution("0", 3, tinyWidth)
        layout.tinyBlock("1")
        for level in [2, 6, 10] {
            layout.weight("\(level).weight", [tinyWidth, tinyWidth, 3, 3])
            for index in 1...3 { layout.tinyBlock("\(level + index)") }
        }
        layout.convolution("14", tinyWidth, 4)
        return layout
    }

    private static let tinyWidth = 64

    private mutating func tinyBlock(_ path: String) {
        for index in [0, 2, 4] {
            convolution("\(path).conv.\(index)", Self.tinyWidth, Self.tinyWidth, gain: index == 4 ? 0.5 : 1)
        }
    }
}
