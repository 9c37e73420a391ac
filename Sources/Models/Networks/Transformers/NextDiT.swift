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
    ///   - inputs: context [B, T, contextWidth]
    package func callAsFunction(
        _ x: Tensor, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> Tensor {
        try inputs.check(x, timesteps, channels: channels, contextWidth: contextWidth)
        guard inputs.references.isEmpty else {
            throw ModelError(.unsupported, "this model takes no reference latents")
        }
        let compute = compute.computing(.unet)
        let time = try ends.time(timesteps, scale: timeScale, compute)
        var text = try padded(ends.text(inputs.context, compute), with: padTokens?.text)
        let grid = PatchGrid(of: x, size: NextDiTEnds.patch)
        var picture = try padded(ends.picture(x, grid, compute), with: padTokens?.picture)
        let textTurns = turns((0..<text.shape[1]).map { (Float($0 + 1), 0, 0) })
        let start = Float(text.shape[1] + 1)
        let places = (0..<grid.count).map { (start, Float($0 / grid.columns), Float($0 % grid.columns)) }
        let padding = Array(repeating: (Float(0), Float(0), Float(0)), count: picture.shape[1] - grid.count)
        let pictureTurns = turns(places + padding)

        for block in contextRefiner { text = try block(text, turns: textTurns, time: time, compute) }
        let controls = inputs.patches.blockControls.map { $0.started() }
        func controlled(_ part: BlockCall.Part, _ index: Int, first: Tensor, _ output: Tensor) throws -> Tensor {
            try controls.changed(
                BlockCall(
                    part: part, index: index, latent: x, first: first, output: output, turns: pictureTurns, time: time,
                    items: inputs.items), compute)
        }
        let unrefined = picture
        for (index, block) in noiseRefiner.enumerated() {
            picture = try block(picture, turns: pictureTurns, time: time, compute)
            picture = try controlled(.refiner, index, first: unrefined, picture)
        }
        var all = try Tensor.joiningTokens([text, picture])
        let allTurns = try Tensor.joiningTokens([textTurns, pictureTurns])
        for (index, block) in layers.enumerated() {
            all = try block(all, turns: allTurns, time: time, compute)
            guard !controls.isEmpty else { continue }
            let own = try all.tokens(text.shape[1]..<all.shape[1])
            all = try Tensor.joiningTokens([
                all.tokens(0..<text.shape[1]), controlled(.main, index, first: picture, own),
            ])
        }

        let own = try all.tokens(text.shape[1]..<text.shape[1] + grid.count)
        return try ends.latent(own, grid, time: time, compute)
    }

    private func turns(_ positions: [(Float, Float, Float)]) -> Tensor {
        RotaryPositions.turns(
            [positions.map(\.0), positions.map(\.1), positions.map(\.2)], widths: axes, theta: theta)
    }

    /// With as many tokens of padding as make the length a multiple. tokens: [B, T, width], token: [1, width]
    private func padded(_ tokens: Tensor, with token: Tensor?) throws -> Tensor {
        let missing = (Self.multiple - tokens.shape[1] % Self.multiple) % Self.multiple
        guard let token, missing > 0 else { return tokens }
        let count = missing * tokens.shape[0]
        let padding = Tensor.concatenated(Array(repeating: token, count: count))
            .reshaped([tokens.shape[0], missing, tokens.shape[2]])
        return try Tensor.joiningTokens([tokens, padding])
    }
}
