package import Tensors

/// The denoising network of Flux.1 (Black Forest Labs, 2024; black-forest-labs/flux, model.py) and of Flux.2 (2025;
/// black-forest-labs/flux2, model.py): blocks with weights of their own for text and picture, then blocks of one stream.
/// Its structure is read from the names and shapes of its weights.
package final class FluxNetwork: JointTransformer {
    /// Of what it takes: a latent, and what lies beside it in networks that fill in or are controlled.
    package let inputChannels: Int
    /// Of a latent.
    package let channels: Int
    /// Width of the text encoder's output.
    package let contextWidth: Int
    /// Of the pooled prompt; nil where it is told none.
    package var vectorWidth: Int? { vectors.pooledWidth }
    /// Whether it was taught guidance.
    package var isGuided: Bool { vectors.isGuided }
    package let byteCount: Int
    package let room: WeightRoom
    package let floatsPerPlace: Int
    /// Places of a latent that are one token, in one direction.
    package var patch: Int { positions.patch }

    package var takesPositionScale: Bool { true }

    private let positions: FluxPositions
    private let blocks: FluxBlocks
    private let pictureLayer: LinearWeight
    private let textLayer: LinearWeight
    private let textNorm: RMSNorm?
    private let vectors: FluxVector
    /// Where blocks share their modulations.
    private let modulators: (picture: FluxModulator, text: FluxModulator, single: FluxModulator)?
    private let output: FluxOutput
    /// Texts are padded in front to so many tokens.
    private let leastTokens: Int

    /// - Parameter reader: at the network
    package init(_ reader: WeightReader) throws {
        room = reader.room
        let isSecond = reader.has("double_stream_modulation_img.lin.weight")
        pictureLayer = try reader.linear("img_in", bias: reader.has("img_in.bias"))
        let width = pictureLayer.outputs
        textLayer = try reader.linear("txt_in", outputs: width, bias: reader.has("txt_in.bias"))
        contextWidth = textLayer.inputs
        textNorm =
            reader.has("txt_norm.scale")
            ? try RMSNorm(reader.at("txt_norm"), textLayer.inputs, name: "scale", eps: 1e-6) : nil
        vectors = try FluxVector(reader, width: width)
        blocks = try FluxBlocks(reader, width: width, modulated: !isSecond)
        modulators =
            isSecond
            ? (
                try FluxModulator(reader.at("double_stream_modulation_img"), width: width, count: 2),
                try FluxModulator(reader.at("double_stream_modulation_txt"), width: width, count: 2),
                try FluxModulator(reader.at("single_stream_modulation"), width: width, count: 1)
            ) : nil
        output = try FluxOutput(reader.at("final_layer"), width: width)
        let headWidth = blocks.heads.width
        let isOvis = reader.has("double_blocks.0.img_mlp.gate_proj.weight") && textNorm != nil
        positions =
            isSecond
            ? FluxPositions(
                widths: Array(repeating: headWidth / 4, count: 4), theta: 2000, textAxes: [3], defaultMethod: .index,
                step: 10, patch: 1)
            : FluxPositions(
                widths: [headWidth / 8, headWidth * 7 / 16, headWidth * 7 / 16], theta: 10000,
                textAxes: isOvis ? [1, 2] : [], defaultMethod: .offset, step: 1, patch: 2)
        leastTokens = isSecond ? 512 : 0
        let area = positions.patch * positions.patch
        guard pictureLayer.inputs % area == 0, output.outputs % area == 0 else {
            throw reader.badShape("img_in.weight", "takes \(pictureLayer.inputs) numbers, which are no patches")
        }
        (inputChannels, channels) = (pictureLayer.inputs / area, output.outputs / area)
        byteCount =
            blocks.byteCount + pictureLayer.byteCount + textLayer.byteCount + vectors.byteCount + output.byteCount
            + (modulators.map { $0.picture.byteCount + $0.text.byteCount + $0.single.byteCount } ?? 0)
        floatsPerPlace = blocks.single[0].floatsPerToken / area
    }

    /// - Parameters:
    ///   - x: [B, inputChannels, H, W]
    ///   - timesteps: the noise level, 0...1
    ///   - inputs: context [B, T, contextWidth]; vector [B, vectorWidth or more], nil counts as 0
    package func callAsFunction(
        _ x: Tensor, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> Tensor {
        try inputs.check(x, timesteps, channels: inputChannels, contextWidth: contextWidth)
        let compute = compute.computing(.unet)
        let grid = PatchGrid(of: x, size: positions.patch)
        var tokens = [try grid.tokens(x, .channelsFirst)]
        let references = try inputs.references.map { reference in
            try NetworkInputs.check(reference: reference, of: x, channels: inputChannels)
            let grid = PatchGrid(of: reference, size: positions.patch)
            tokens.append(try grid.tokens(reference, .channelsFirst))
            return grid
        }
        let picture = try compute.linear(Tensor.joiningTokens(tokens), pictureLayer)
        var context = try padded(inputs.context)
        if let textNorm { context = try textNorm(context, compute) }
        let text = try withLeadingTokens(compute.linear(context, textLayer), inputs)
        let turns = positions.turns(
            text: text.shape[1], picture: grid, references: references, method: inputs.referenceMethod,
            scale: inputs.patches.positions ?? PositionScale())
        let vector = try compute.activate(vectors(timesteps, inputs, compute), .silu)
        let all = try blocks(
            picture: picture, text: text, vector: vector, modulations: shared(vector, compute), turns: turns,
            bias: inputs.bias(text: text.shape[1], picture: picture.shape[1]), inputs, compute)
        return try grid.picture(output(all.tokens(0..<grid.count), vector, compute), .channelsFirst)
    }

    private func shared(_ vector: Tensor, _ compute: Compute) throws -> FluxBlocks.Modulations? {
        guard let modulators else { return nil }
        let double = (
            picture: try modulators.picture(vector, compute), text: try modulators.text(vector, compute)
        )
        let single = try modulators.single(vector, compute)[0]
        return FluxBlocks.Modulations(double: { _ in double }, single: { _ in single })
    }

    /// With the tokens that are to stand before the text. text: [B, T, width]
    private func withLeadingTokens(_ text: Tensor, _ inputs: NetworkInputs) throws -> Tensor {
        let leading = inputs.patches.leadingTokens
        guard !leading.isEmpty else { return text }
        guard positions.textAxes.isEmpty, leading.allSatisfy({ $0.rank == 3 && $0.shape[2] == text.shape[2] }) else {
            throw ModelError(
                .badInput, "tokens of shape \(leading[0].shape) before a text of \(text.shape), which is not Flux.1's")
        }
        let own = leading.map { tokens in
            Tensor.concatenated(
                (0..<text.shape[0]).map { index in
                    let item = (index < inputs.items.count ? inputs.items[index] : index) % tokens.shape[0]
                    return tokens.slice(item..<item + 1)
                })
        }
        return try Tensor.joiningTokens(own.reversed() + [text])
    }

    /// With zeros in front of the text.
    private func padded(_ context: Tensor) throws -> Tensor {
        let missing = leastTokens - context.shape[1]
        guard missing > 0 else { return context }
        return try Tensor.joiningTokens([
            Tensor(allocatingZeros: [context.shape[0], missing, context.shape[2]]), context,
        ])
    }
}
