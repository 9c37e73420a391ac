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
        unet(.sdxl)
    }

    /// A small SDXL: the full text encoders and autoencoder with a narrow UNet. 2.2 GB.
    package static var sdxlSmall: SyntheticLayout {
        xl(.sdxlSmall, texts: ((768, 12), (1280, 32)), autoencoder: (128, [1, 2, 4, 4], 2))
    }

    /// A small Stable Diffusion 2 that predicts velocity. 1.1 GB.
    package static var sd2Small: SyntheticLayout {
        velocity(
            UNetShape(
                channels: 320, multipliers: [1, 1, 1, 1], context: 1024, blocks: 2, depths: [1, 1, 1, 0],
                hasLinearTransformers: true, identity: 0, texture: 5), text: (1024, 24),
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
        layout.unet(unetPrefix, unet)
        layout.textEncoder("cond_stage_model.transformer.text_model.", text.width, text.depth)
        layout.autoencoder("first_stage_model.", autoencoder.channels, autoencoder.multipliers, autoencoder.blocks)
        layout.tensors.append(
            SyntheticTensor(name: "alphas_cumprod", shape: [1000], element: .F32, constant: alphasCumprod))
        return layout
    }

    /// With SDXL's parts: CLIP's text encoder and OpenCLIP's.
    package static func xl(
        _ unet: UNetShape, texts: ((width: Int, depth: Int), (width: Int, depth: Int)),
        autoencoder: (channels: Int, multipliers: [Int], blocks: Int)
    ) -> SyntheticLayout {
        var layout = SyntheticLayout()
        layout.unet(unetPrefix, unet)
        layout.textEncoder("conditioner.embedders.0.transformer.text_model.", texts.0.width, texts.0.depth)
        layout.openTextEncoder("conditioner.embedders.1.model.", texts.1.width, texts.1.depth)
        layout.autoencoder("first_stage_model.", autoencoder.channels, autoencoder.multipliers, autoencoder.blocks)
        return layout
    }

    /// With Stable Diffusion 2's parts, and what tells that the network predicts velocity.
    package static func velocity(
        _ unet: UNetShape, text: (width: Int, depth: Int), autoencoder: (channels: Int, multipliers: [Int], blocks: Int)
    ) -> SyntheticLayout {
        var layout = SyntheticLayout()
        layout.unet(unetPrefix, unet)
        let telling = "\(unetPrefix)output_blocks.11.1.transformer_blocks.0.norm1.bias"
        for index in layout.tensors.indices where layout.tensors[index].name == telling {
            layout.tensors[index].half = 0.25
        }
        layout.openTextEncoder("cond_stage_model.model.", text.width, text.depth)
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

    static let sqrt3 = 3.0.squareRoot()
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
}
