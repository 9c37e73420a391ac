package import Tensors

/// The denoising network of OmniGen2 (Wu et al., 2025, arXiv 2506.18871; VectorSpaceLab/OmniGen2,
/// omnigen2/models/transformers/transformer_omnigen2.py): one stream of text, reference pictures and picture, each
/// refined by itself before, all references together. Its structure is read from the names and shapes of its weights.
package final class OmniGen2Network: JointTransformer {
    package let byteCount: Int
    package let room: WeightRoom
    package let floatsPerPlace: Int
    package var takesWrappers: Bool { false }

    private let axis: Int
    private let ends: NextDiTEnds
    private let referenceEmbedder: LinearWeight
    /// Added to the tokens of the first reference, of the second, ... [references, width]
    private let referenceVectors: Tensor
    private let contextRefiner: [NextDiTBlock]
    private let noiseRefiner: [NextDiTBlock]
    private let referenceRefiner: [NextDiTBlock]
    private let layers: [NextDiTBlock]

    /// - Parameter reader: at the network
    package init(_ reader: WeightReader) throws {
        room = reader.room
        let ends = try NextDiTEnds(reader, .omniGen2)
        self.ends = ends
        referenceEmbedder = try reader.linear(
            "ref_image_patch_embedder", inputs: ends.patchWidth, outputs: ends.width)
        referenceVectors = try reader.tensor("image_index_embedding", [nil, ends.width])
        let shape = try Self.shape(reader, width: ends.width)
        func blocks(_ path: String, modulated: Bool = true) throws -> [NextDiTBlock] {
            try NextDiTBlock.all(reader, path, shape, timeWidth: modulated ? ends.timeWidth : nil, .omniGen2)
        }
        contextRefiner = try blocks("context_refiner", modulated: false)
        noiseRefiner = try blocks("noise_refiner")
        referenceRefiner = try blocks("ref_image_refiner")
        layers = try blocks("layers")
        axis = shape.headWidth / 3
        let blocks = contextRefiner + noiseRefiner + referenceRefiner + layers
        byteCount = blocks.reduce(ends.byteCount + referenceEmbedder.byteCount) { $0 + $1.byteCount }
        floatsPerPlace = layers[0].floatsPerToken / (NextDiTEnds.patch * NextDiTEnds.patch)
    }

    /// Of a latent.
    package var channels: Int { ends.channels }
    /// Width of the text encoder's output.
    package var contextWidth: Int { ends.contextWidth }

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
        let time = try ends.time(timesteps, scale: 1000, compute)
        var text = try ends.text(inputs.context, compute)
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
        let grid = PatchGrid(of: x, size: NextDiTEnds.patch)
        let pictureTurns = turns(of: grid, start)
        let picture = try noiseRefiner.reduce(ends.picture(x, grid, compute)) {
            try $1($0, turns: pictureTurns, time: time, compute)
        }
        parts.append((picture, pictureTurns))

        var all = try Tensor.joiningTokens(parts.map(\.tokens))
        let allTurns = try Tensor.joiningTokens(parts.map(\.turns))
        for block in layers { all = try block(all, turns: allTurns, time: time, compute) }
        let own = try all.tokens(all.shape[1] - grid.count..<all.shape[1])
        return try ends.latent(own, grid, time: time, compute)
    }

    /// A reference picture's tokens, with the vector that says which one it is.
    private func tokens(
        reference: Tensor, _ index: Int, of x: Tensor, _ compute: Compute
    ) throws -> (tokens: Tensor, grid: PatchGrid) {
        try NetworkInputs.check(reference: reference, of: x, channels: channels)
        let known = referenceVectors.shape[0]
        guard index < known else {
            throw ModelError(.badInput, "more than the \(known) reference latents that this model can tell apart")
        }
        let grid = PatchGrid(of: reference, size: NextDiTEnds.patch)
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
