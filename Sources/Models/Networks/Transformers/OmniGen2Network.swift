package import Tensors

/// The denoising network of OmniGen2 (Wu et al., 2025, arXiv 2506.18871; VectorSpaceLab/OmniGen2,
/// omnigen2/models/transformers/transformer_omnigen2.py): one stream of text, reference pictures and picture, each
/// refined by itself before, all references together. Its structure is read from the names and shapes of its weights.
package final class OmniGen2Network: JointTransformer {
    /// Of a latent.
    package let channels: Int
    /// Width of the text encoder's output.
    package let contextWidth: Int
    package let byteCount: Int
    package let room: WeightRoom
    package let floatsPerPlace: Int

    private static let patch = 2

    private let axis: Int
    private let embedder: LinearWeight
    private let referenceEmbedder: LinearWeight
    /// Added to the tokens of the first reference, of the second, ... [references, width]
    private let referenceVectors: Tensor
    private let contextNorm: RMSNorm
    private let contextLayer: LinearWeight
    private let timeEmbedder: FeedForward
    private let contextRefiner: [NextDiTBlock]
    private let noiseRefiner: [NextDiTBlock]
    private let referenceRefiner: [NextDiTBlock]
    private let layers: [NextDiTBlock]
    private let output: (modulation: LinearWeight, layer: LinearWeight)

    /// - Parameter reader: at the network
    package init(_ reader: WeightReader) throws {
        room = reader.room
        embedder = try reader.linear("x_embedder")
        let width = embedder.outputs
        guard embedder.inputs % (Self.patch * Self.patch) == 0 else {
            throw reader.badShape("x_embedder.weight", "takes \(embedder.inputs) numbers, which are no patches")
        }
        channels = embedder.inputs / (Self.patch * Self.patch)
        referenceEmbedder = try reader.linear("ref_image_patch_embedder", inputs: embedder.inputs, outputs: width)
        referenceVectors = try reader.tensor("image_index_embedding", [nil, width])
        let told = reader.at("time_caption_embed")
        timeEmbedder = try FeedForward(
            told.at("timestep_embedder"), ("linear_1", "linear_2"), activation: .silu)
        contextLayer = try told.linear("caption_embedder.1", outputs: width)
        contextWidth = contextLayer.inputs
        contextNorm = try RMSNorm(told.at("caption_embedder.0"), contextWidth, eps: NextDiTBlock.eps)
        let (shape, timeWidth) = (try Self.shape(reader, width: width), timeEmbedder.second.outputs)
        func blocks(_ path: String, modulated: Bool = true) throws -> [NextDiTBlock] {
            try (0..<max(reader.count(path), 1)).map {
                try NextDiTBlock(
                    reader.at("\(path).\($0)"), shape, timeWidth: modulated ? timeWidth : nil, .omniGen2)
            }
        }
        contextRefiner = try blocks("context_refiner", modulated: false)
        noiseRefiner = try blocks("noise_refiner")
        referenceRefiner = try blocks("ref_image_refiner")
        layers = try blocks("layers")
        output = (
            try reader.linear("norm_out.linear_1", inputs: timeWidth, outputs: width),
            try reader.linear("norm_out.linear_2", inputs: width, outputs: embedder.inputs)
        )
        axis = shape.headWidth / 3
        let ends = [embedder, referenceEmbedder, contextLayer, output.modulation, output.layer]
        let blocks = contextRefiner + noiseRefiner + referenceRefiner + layers
        byteCount = blocks.reduce(
            ends.reduce(timeEmbedder.byteCount + contextNorm.byteCount) { $0 + $1.byteCount }
        ) { $0 + $1.byteCount }
        floatsPerPlace = layers[0].floatsPerToken / (Self.patch * Self.patch)
    }

    /// Heads are as wide as the norm of queries.
    private static func shape(_ reader: WeightReader, width: Int) throws -> NextDiTBlock.Shape {
        let (norm, keys) = ("layers.0.attn.norm_q.weight", "layers.0.attn.to_k.weight")
        guard let headWidth = reader.shape(norm)?.first else { throw reader.missing(norm) }
        guard let rows = reader.shape(keys)?.first else { throw reader.missing(keys) }
        guard headWidth > 0, headWidth % 6 == 0, width % headWidth == 0 else {
            throw reader.badShape(
                norm, "has \(headWidth) numbers, which are no head of a width of \(width) that three axes share")
        }
        guard rows > 0, rows % headWidth == 0, width % rows == 0 else {
            throw reader.badShape(keys, "has \(rows) rows, which \(width / headWidth) heads cannot share")
        }
        return NextDiTBlock.Shape(
            width: width, heads: width / headWidth, keyHeads: rows / headWidth, headWidth: headWidth)
    }

    /// - Parameters:
    ///   - x: [B, C, H, W]
    ///   - timesteps: the noise level, 0...1
    ///   - inputs: context [B, T, contextWidth]
    package func callAsFunction(
        _ x: Tensor, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> Tensor {
        try inputs.check(x, timesteps, channels: channels, contextWidth: contextWidth)
        let compute = compute.computing(.unet)
        let waves = Tensor.sinusoids(of: timesteps.map { (1 - $0) * 1000 }, channels: timeEmbedder.first.inputs)
        let time = try timeEmbedder(waves, compute)
        var text = try compute.linear(contextNorm(inputs.context, compute), contextLayer)
        let textTurns = turns((0..<text.shape[1]).map { [Float($0), Float($0), Float($0)] })
        for block in contextRefiner { text = try block(text, turns: textTurns, time: time, compute) }
        var parts = [(tokens: text, turns: textTurns)]

        // pictures lie behind the text along the first axis, each behind the longer side of the one before
        var start = text.shape[1]
        var references: [(tokens: Tensor, turns: Tensor)] = []
        for (index, reference) in inputs.references.enumerated() {
            let (tokens, grid) = try tokens(reference: reference, index, of: x, compute)
            references.append((tokens, turns(of: grid, start)))
            start += max(grid.rows, grid.columns)
        }
        if !references.isEmpty {
            // they are refined together, as ComfyUI does it
            let turns = try Tensor.joiningTokens(references.map(\.turns))
            let tokens = try Tensor.joiningTokens(references.map(\.tokens))
            parts.append((try referenceRefiner.reduce(tokens) { try $1($0, turns: turns, time: time, compute) }, turns))
        }
        let grid = PatchGrid(of: x, size: Self.patch)
        let pictureTurns = turns(of: grid, start)
        let picture = try noiseRefiner.reduce(compute.linear(grid.tokens(x, .channelsLast), embedder)) {
            try $1($0, turns: pictureTurns, time: time, compute)
        }
        parts.append((picture, pictureTurns))

        var all = try Tensor.joiningTokens(parts.map(\.tokens))
        let allTurns = try Tensor.joiningTokens(parts.map(\.turns))
        for block in layers { all = try block(all, turns: allTurns, time: time, compute) }
        let scale = try compute.linear(compute.activate(time, .silu), output.modulation) + 1
        let own = try all.tokens(all.shape[1] - grid.count..<all.shape[1])
        let patches = try compute.linear(compute.modulatedNorm(own, scale: scale, eps: 1e-6), output.layer)
        return -(try grid.picture(patches, .channelsLast))
    }

    /// A reference picture's tokens, with the vector that says which one it is.
    private func tokens(
        reference: Tensor, _ index: Int, of x: Tensor, _ compute: Compute
    ) throws -> (tokens: Tensor, grid: PatchGrid) {
        guard reference.rank == 4, reference.shape[0] == x.shape[0], reference.shape[1] == channels,
            reference.count > 0
        else {
            throw ModelError(
                .badInput, "a reference latent of shape \(reference.shape) for a model of \(channels) channels")
        }
        let known = referenceVectors.shape[0]
        guard index < known else {
            throw ModelError(.badInput, "more than the \(known) reference latents that this model can tell apart")
        }
        let grid = PatchGrid(of: reference, size: Self.patch)
        var tokens = try compute.linear(grid.tokens(reference, .channelsLast), referenceEmbedder)
        let vector = referenceVectors.slice(index..<index + 1).floats
        tokens.withMutableFloats { values in
            for place in values.indices { values[place] += vector[place % vector.count] }
        }
        return (tokens, grid)
    }

    private func turns(of grid: PatchGrid, _ start: Int) -> Tensor {
        turns((0..<grid.count).map { [Float(start), Float($0 / grid.columns), Float($0 % grid.columns)] })
    }

    private func turns(_ positions: [[Float]]) -> Tensor {
        RotaryPositions.turns(
            (0..<3).map { axis in positions.map { $0[axis] } }, widths: [axis, axis, axis], theta: 10000)
    }
}
