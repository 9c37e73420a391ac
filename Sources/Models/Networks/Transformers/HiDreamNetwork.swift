package import Tensors

/// The denoising network of HiDream-I1 (Cai et al., 2025, arXiv 2505.22705; diffusers, transformer_hidream_image.py):
/// blocks of two streams, then of one, each of which sees a layer of its own of a language model. Its structure is read
/// from the names and shapes of its weights.
package final class HiDreamNetwork: JointTransformer {
    /// Of a latent.
    package let channels: Int
    /// Width of T5's output.
    package let contextWidth: Int
    /// Width of the language model's states.
    package let layerWidth: Int
    /// Of the pooled prompt.
    package let vectorWidth: Int
    package let byteCount: Int
    package let room: WeightRoom
    package let floatsPerPlace: Int

    /// No file says it.
    static let headWidth = 128
    private static let patch = 2
    private static let axes = [64, 32, 32]

    private let embedder: LinearWeight
    private let timeEmbedder: FeedForward
    private let vectorEmbedder: FeedForward
    private let double: [HiDreamBlock]
    private let single: [HiDreamBlock]
    /// Of the language model's states, one a block.
    private let layerProjections: [LinearWeight]
    private let contextProjection: LinearWeight
    private let output: (modulation: LinearWeight, layer: LinearWeight)

    /// - Parameter reader: at the network
    package init(_ reader: WeightReader) throws {
        room = reader.room
        embedder = try reader.linear("x_embedder.proj")
        let (width, area) = (embedder.outputs, Self.patch * Self.patch)
        guard width % Self.headWidth == 0, embedder.inputs % area == 0 else {
            throw reader.badShape(
                "x_embedder.proj.weight",
                "makes \(width) numbers of \(embedder.inputs): heads are \(Self.headWidth) wide, patches \(area) places"
            )
        }
        channels = embedder.inputs / area
        func embedded(_ path: String) throws -> FeedForward {
            try FeedForward(reader.at(path), ("linear_1", "linear_2"), outputs: width, activation: .silu)
        }
        timeEmbedder = try embedded("t_embedder.timestep_embedder")
        vectorEmbedder = try embedded("p_embedder.pooled_embedder")
        vectorWidth = vectorEmbedder.first.inputs
        func blocks(_ path: String, hasText: Bool) throws -> [HiDreamBlock] {
            try (0..<max(reader.count(path), 1)).map {
                try HiDreamBlock(
                    reader.at("\(path).\($0).block"), width: width, heads: width / Self.headWidth, hasText: hasText)
            }
        }
        double = try blocks("double_stream_blocks", hasText: true)
        single = try blocks("single_stream_blocks", hasText: false)
        let count = double.count + single.count
        let first = try reader.linear("caption_projection.0.linear", outputs: width, bias: false)
        layerWidth = first.inputs
        layerProjections =
            try [first]
            + (1..<count).map {
                try reader.linear("caption_projection.\($0).linear", inputs: first.inputs, outputs: width, bias: false)
            }
        contextProjection = try reader.linear("caption_projection.\(count).linear", outputs: width, bias: false)
        contextWidth = contextProjection.inputs
        let final = reader.at("final_layer")
        output = (
            try final.linear("adaLN_modulation.1", inputs: width, outputs: 2 * width),
            try final.linear("linear", inputs: width, outputs: embedder.inputs)
        )
        let ends = [embedder, contextProjection, output.modulation, output.layer] + layerProjections
        byteCount = (double + single).reduce(
            ends.reduce(timeEmbedder.byteCount + vectorEmbedder.byteCount) { $0 + $1.byteCount }
        ) { $0 + $1.byteCount }
        floatsPerPlace = single[0].floatsPerToken / area
    }

    /// - Parameters:
    ///   - x: [B, C, H, W], or [B, 2C, H, W] with a picture that lies on the right of the latent
    ///   - timesteps: 0...1000
    ///   - inputs: context [B, T, contextWidth], languageLayers [B, L, S, layerWidth], vector [B, vectorWidth]
    package func callAsFunction(
        _ x: Tensor, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> Tensor {
        let width = x.rank == 4 ? x.shape[3] : 0
        let x = try joined(x)
        try inputs.check(x, timesteps, channels: channels, contextWidth: contextWidth)
        let compute = compute.computing(.unet)
        let vector = try vector(timesteps, inputs, compute)
        let layers = try projectedLayers(inputs, compute)
        let text = try compute.linear(inputs.context, contextProjection)
        let grid = PatchGrid(of: x, size: Self.patch)
        var picture = try compute.linear(grid.tokens(x, .channelsLast), embedder)
        let turns = turns(of: grid, text: text.shape[1] + 2 * layers(0).shape[1])

        var others = try Tensor.joiningTokens([text, layers(double.count + single.count - 1)])
        let (count, known) = (picture.shape[1], others.shape[1])
        for (index, block) in double.enumerated() where !inputs.patches.skips(.double, index) {
            let all = try Tensor.joiningTokens([others, layers(index)])
            let result = try block(picture, text: all, vector: vector, turns: turns, compute)
            picture = result.picture
            if let text = result.text { others = try text.tokens(0..<known) }
        }
        var all = try Tensor.joiningTokens([picture, others])
        for (index, block) in single.enumerated() where !inputs.patches.skips(.single, index) {
            let joined = try Tensor.joiningTokens([all, layers(double.count + index)])
            all = try block(joined, vector: vector, turns: turns, compute).picture.tokens(0..<count + known)
        }
        let parts = try compute.split(
            compute.linear(vector, output.modulation), [embedder.outputs, embedder.outputs])
        let normed = try compute.modulatedNorm(
            all.tokens(0..<count), scale: parts[1] + 1, shift: parts[0], eps: 1e-6)
        let result = try grid.picture(compute.linear(normed, output.layer), .channelsLast)
        let lines = result.reshaped([1, result.count / result.shape[3], result.shape[3], 1])
        return
            -(try lines.cropped(rows: 0..<lines.shape[1], columns: 0..<width)
            .reshaped(Array(result.shape.dropLast()) + [width]))
    }

    /// A picture beside the latent, on its right. [B, 2C, H, W] -> [B, C, H, 2W]
    private func joined(_ x: Tensor) throws -> Tensor {
        guard x.rank == 4, x.shape[1] == 2 * channels else { return x }
        let (batch, height, width) = (x.shape[0], x.shape[2], x.shape[3])
        let halves = x.reshaped([batch, 2, channels * height * width])
        let sides = try (0..<2).map { side in
            try halves.tokens(side..<side + 1).reshaped([batch * channels * height, 1, width])
        }
        return try Tensor.joiningTokens(sides).reshaped([batch, channels, height, 2 * width])
    }

    /// The activated vector of the time and the pooled prompt. [B, width]
    private func vector(_ timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute) throws -> Tensor {
        guard let pooled = inputs.vector, pooled.shape == [timesteps.count, vectorWidth] else {
            throw ModelError(
                .badInput,
                "the pooled prompt has the shape \(inputs.vector?.shape ?? []), the model wants a width of \(vectorWidth)"
            )
        }
        let waves = Tensor.sinusoids(of: timesteps, channels: timeEmbedder.first.inputs)
        return try compute.activate(
            compute.add(timeEmbedder(waves, compute), vectorEmbedder(pooled, compute)), .silu)
    }

    /// What each block sees of the language model: a layer of its own, the last ones that of the model's last.
    private func projectedLayers(
        _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> (Int) -> Tensor {
        let given = inputs.languageLayers?.shape ?? []
        guard let layers = inputs.languageLayers, given.count == 4, given[0] == inputs.context.shape[0], given[1] > 0,
            given[2] > 0, given[3] == layerWidth
        else {
            throw ModelError(
                .badInput,
                "the states of a language model have the shape \(given), the model wants a width of \(layerWidth)")
        }
        let (batch, count, tokens) = (given[0], given[1], given[2])
        let flat = layers.reshaped([batch, count, tokens * layerWidth])
        let projected = try layerProjections.enumerated().map { index, projection in
            let layer = min(index, count - 1)
            let own = try flat.tokens(layer..<layer + 1).reshaped([batch, tokens, layerWidth])
            return try compute.linear(own, projection)
        }
        return { projected[$0] }
    }

    /// Texts lie at the first place.
    private func turns(of grid: PatchGrid, text: Int) -> Tensor {
        let texts = [Float](repeating: 0, count: text)
        return RotaryPositions.turns(
            [
                [Float](repeating: 0, count: grid.count) + texts,
                (0..<grid.count).map { Float($0 / grid.columns) } + texts,
                (0..<grid.count).map { Float($0 % grid.columns) } + texts,
            ], widths: Self.axes, theta: 10000)
    }
}
