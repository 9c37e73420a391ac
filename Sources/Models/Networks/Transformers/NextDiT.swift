package import Tensors

/// The denoising network of Lumina-Image 2.0 (Qin et al., 2025) and of Z-Image (Tongyi-MAI, 2025): one stream of text
/// and picture, each refined by itself before. Its structure is read from the names and shapes of its weights.
package final class NextDiT: JointTransformer {
    package let byteCount: Int
    package let room: WeightRoom
    package let floatsPerPlace: Int

    /// Z-Image pads text and picture to whole multiples of so many tokens (`SEQ_MULTI_OF` of its transformer).
    private static let multiple = 32

    private let shape: NextDiTBlock.Shape
    private let axes: [Int]
    private let theta: Double
    /// The time is multiplied by it.
    private let timeScale: Float
    private let ends: NextDiTEnds
    /// [1, width]; nil: nothing is padded.
    private let padTokens: (text: Tensor, picture: Tensor)?
    /// Whether it has layers for what a vision encoder sees (Z-Image Omni), which are not built here.
    private let seesPictures: Bool
    private let contextRefiner: [NextDiTBlock]
    private let noiseRefiner: [NextDiTBlock]
    private let layers: [NextDiTBlock]

    /// - Parameter reader: at the network
    package init(_ reader: WeightReader) throws {
        room = reader.room
        let ends = try NextDiTEnds(reader, .lumina)
        let shape = try Self.shape(reader, width: ends.width)
        (self.ends, self.shape) = (ends, shape)
        func blocks(_ path: String, modulated: Bool = true) throws -> [NextDiTBlock] {
            try NextDiTBlock.all(reader, path, shape, timeWidth: modulated ? ends.timeWidth : nil, .lumina)
        }
        contextRefiner = try blocks("context_refiner", modulated: false)
        noiseRefiner = try blocks("noise_refiner")
        layers = try blocks("layers")
        // Z-Image's blocks are modulated without an activation; that tells it from Lumina.
        let isZImage = !reader.has("layers.0.adaLN_modulation.1.weight")
        padTokens =
            reader.has("cap_pad_token")
            ? (
                try reader.tensor("cap_pad_token", [1, shape.width]),
                try reader.tensor("x_pad_token", [1, shape.width])
            ) : nil
        seesPictures = reader.has("siglip_embedder.1.weight")
        (theta, timeScale) = isZImage ? (256, 1000) : (10000, 1)
        let first = isZImage ? shape.headWidth / 4 : shape.headWidth / 3
        let other = (shape.headWidth - first) / 2
        guard first % 2 == 0, other % 2 == 0, first + 2 * other == shape.headWidth else {
            throw reader.badShape("layers.0.attention.q_norm.weight", "is no width that three axes share")
        }
        axes = [first, other, other]
        let blocks = contextRefiner + noiseRefiner + layers
        byteCount = blocks.reduce(ends.byteCount) { $0 + $1.byteCount }
        floatsPerPlace = layers[0].floatsPerToken / (NextDiTEnds.patch * NextDiTEnds.patch)
    }

    /// Of a latent.
    package var channels: Int { ends.channels }
    /// Width of the text encoder's output.
    package var contextWidth: Int { ends.contextWidth }

    package var takesPositionScale: Bool { true }

    /// Heads are as wide as the norm of queries; the other rows of their common layer are keys and values.
    private static func shape(_ reader: WeightReader, width: Int) throws -> NextDiTBlock.Shape {
        let (norm, qkv) = ("layers.0.attention.q_norm.weight", "layers.0.attention.qkv.weight")
        guard let headWidth = reader.shape(norm)?.first else { throw reader.missing(norm) }
        guard let rows = reader.shape(qkv)?.first else { throw reader.missing(qkv) }
        guard headWidth > 0, width % headWidth == 0, rows % headWidth == 0 else {
            throw reader.badShape(qkv, "has \(rows) rows, which are no heads of \(headWidth) at a width of \(width)")
        }
        let heads = width / headWidth
        let (keyHeads, rest) = (rows / headWidth - heads).quotientAndRemainder(dividingBy: 2)
        guard rest == 0, keyHeads > 0, heads % keyHeads == 0 else {
            throw reader.badShape(qkv, "has \(rows) rows, which are no heads of \(headWidth) at a width of \(width)")
        }
        return NextDiTBlock.Shape(width: width, heads: heads, keyHeads: keyHeads, headWidth: headWidth)
    }

    /// - Parameters:
    ///   - x: [B, C, H, W]
    ///   - timesteps: the noise level, 0...1
    ///   - inputs: context [B, T, contextWidth], and such contexts of reference pictures
    package func callAsFunction(
        _ x: Tensor, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> Tensor {
        try inputs.check(x, timesteps, channels: channels, contextWidth: contextWidth)
        let compute = compute.computing(.unet)
        let time = try ends.time(timesteps, scale: timeScale, compute)
        let grid = PatchGrid(of: x, size: NextDiTEnds.patch)
        let sequence = try sequence(x, grid, inputs, compute)
        func clean(_ runs: [NextDiTBlock.Run]) throws -> NextDiTBlock.Clean? {
            guard !inputs.references.isEmpty else { return nil }
            return .init(time: try ends.time(timesteps.map { $0 * 0 }, scale: timeScale, compute), runs: runs)
        }
        let (textTurns, pictureTurns) = (turns(sequence.text), turns(sequence.picture))
        // where the picture begins, behind the references
        let start = sequence.picture.clean
        let ownTurns = try pictureTurns.tokens(start..<pictureTurns.shape[1])

        var text = try Tensor.joiningTokens(sequence.text.parts)
        for block in contextRefiner { text = try block(text, turns: textTurns, time: time, compute) }
        let controls = inputs.patches.blockControls.map { $0.started() }
        func controlled(
            _ part: BlockCall.Part, _ index: Int, first: Tensor, _ all: Tensor, from start: Int
        ) throws -> Tensor {
            guard !controls.isEmpty else { return all }
            let own = try controls.changed(
                BlockCall(
                    part: part, index: index, latent: x, first: first, output: all.tokens(start..<all.shape[1]),
                    turns: ownTurns, time: time, items: inputs.items), compute)
            return start == 0 ? own : try Tensor.joiningTokens([all.tokens(0..<start), own])
        }
        var picture = try Tensor.joiningTokens(sequence.picture.parts)
        var first = try picture.tokens(start..<picture.shape[1])
        let cleanPicture = try clean(sequence.pictureRuns)
        for (index, block) in noiseRefiner.enumerated() {
            picture = try block(picture, turns: pictureTurns, time: time, clean: cleanPicture, compute)
            picture = try controlled(.refiner, index, first: first, picture, from: start)
        }
        first = try picture.tokens(start..<picture.shape[1])
        var all = try Tensor.joiningTokens([text, picture])
        let allTurns = try Tensor.joiningTokens([textTurns, pictureTurns])
        let cleanTokens = try clean(sequence.runs)
        for (index, block) in layers.enumerated() {
            all = try block(all, turns: allTurns, time: time, clean: cleanTokens, compute)
            all = try controlled(.main, index, first: first, all, from: text.shape[1] + start)
        }

        let own = try all.tokens(text.shape[1] + start..<text.shape[1] + start + grid.count)
        return try ends.latent(own, grid, time: time, compute)
    }

    /// What the network reads: the prompt and the latent, and in front of them reference pictures with their texts.
    private func sequence(
        _ x: Tensor, _ grid: PatchGrid, _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> NextDiTSequence {
        func text(_ context: Tensor) throws -> Tensor {
            try padded(ends.text(context, compute), with: padTokens?.text)
        }
        func picture(_ x: Tensor, _ grid: PatchGrid) throws -> Tensor {
            try padded(ends.picture(x, grid, compute), with: padTokens?.picture)
        }
        var sequence = NextDiTSequence(scale: inputs.patches.positions ?? PositionScale())
        let contexts = inputs.references.isEmpty ? [] : inputs.referenceContexts
        for (index, reference) in inputs.references.enumerated() {
            guard let padTokens, !seesPictures else {
                throw ModelError(.unsupported, "this model takes no reference latents")
            }
            try NetworkInputs.check(reference: reference, of: x, channels: channels)
            let grid = PatchGrid(of: reference, size: NextDiTEnds.patch)
            let context =
                index < contexts.count
                ? try text(contexts[index])
                : padding(padTokens.text, count: Self.multiple, items: x.shape[0])
            sequence.add(context, try picture(reference, grid), grid, isReference: true)
        }
        sequence.add(try text(inputs.context), try picture(x, grid), grid, isReference: false)
        for context in contexts.dropFirst(inputs.references.count) {
            sequence.add(try text(context), length: context.shape[1])
        }
        return sequence
    }

    private func turns(_ stream: NextDiTSequence.Stream) -> Tensor {
        RotaryPositions.turns(stream.positions, widths: axes, theta: theta)
    }

    /// With as many tokens of padding as make the length a multiple. tokens: [B, T, width], token: [1, width]
    private func padded(_ tokens: Tensor, with token: Tensor?) throws -> Tensor {
        let missing = (Self.multiple - tokens.shape[1] % Self.multiple) % Self.multiple
        guard let token, missing > 0 else { return tokens }
        return try Tensor.joiningTokens([tokens, padding(token, count: missing, items: tokens.shape[0])])
    }

    /// token: [1, width] -> [items, count, width]
    private func padding(_ token: Tensor, count: Int, items: Int) -> Tensor {
        Tensor.concatenated(Array(repeating: token, count: count * items)).reshaped([items, count, token.shape[1]])
    }
}
