internal import Tensors

/// What Stable Diffusion 3's network and its ControlNets have in common: all but the end.
struct MMDiTTrunk: Sendable {
    /// Every head is so wide, and there are as many as blocks of the network.
    static let headWidth = 64

    let width: Int
    let channels: Int
    let patch: Int
    let blocks: [MMDiTBlock]
    let embedder: LinearWeight
    /// [side, side, width]
    private let places: StoredWeight
    private let side: Int
    private let timeEmbedder: FeedForward
    let vectorEmbedder: FeedForward
    private let contextLayer: LinearWeight
    private let contextBlocks: [MMDiTContextBlock]

    /// Width of the text encoders' output.
    var contextWidth: Int { contextLayer.inputs }
    /// Of the pooled prompts.
    var vectorWidth: Int { vectorEmbedder.first.inputs }

    /// - Parameters:
    ///   - reader: at the network
    ///   - endsText: nothing of the text is wanted behind the last block
    init(_ reader: WeightReader, endsText: Bool) throws {
        let name = "x_embedder.proj.weight"
        guard let shape = reader.shape(name), shape.count == 4 else { throw reader.missing(name) }
        let weight = try reader.stored(name, [nil, nil, shape[2], shape[2]])
        (width, channels, patch) = (shape[0], shape[1], shape[2])
        let width = width
        guard width % Self.headWidth == 0, (1...16).contains(patch) else {
            throw reader.badShape(name, "has the shape \(shape), which are no patches for heads of \(Self.headWidth)")
        }
        embedder = try LinearWeight(patches: weight, bias: reader.stored("x_embedder.proj.bias", [width]))
        guard let count = reader.shape("pos_embed")?.dropFirst().first else { throw reader.missing("pos_embed") }
        side = Int(Double(count).squareRoot().rounded())
        guard side > 0, side * side == count else {
            throw reader.badShape("pos_embed", "has \(count) places, which are no square")
        }
        places = try reader.stored("pos_embed", [1, count, width])
        timeEmbedder = try FeedForward(
            reader, ("t_embedder.mlp.0", "t_embedder.mlp.2"), outputs: width, activation: .silu)
        vectorEmbedder = try FeedForward(
            reader, ("y_embedder.mlp.0", "y_embedder.mlp.2"), outputs: width, activation: .silu)
        let contextLayer = try reader.linear("context_embedder", outputs: width)
        self.contextLayer = contextLayer
        contextBlocks = try (0..<reader.count("context_processor.layers")).map {
            try MMDiTContextBlock(reader.at("context_processor.layers.\($0)"), width: contextLayer.inputs)
        }
        let depth = reader.count("joint_blocks")
        let heads = width / Self.headWidth
        blocks = try (0..<max(depth, 1)).map {
            try MMDiTBlock(
                reader.at("joint_blocks.\($0)"), width: width, heads: heads, isLast: endsText && $0 == depth - 1)
        }
    }

    /// The picture's tokens with their places. x: [B, C, H, W] -> [B, T, width]
    func picture(_ x: Tensor, _ grid: PatchGrid, _ compute: Compute) throws -> Tensor {
        try compute.linear(grid.tokens(x, .channelsFirst), embedder, residual: places(grid, batch: x.shape[0]))
    }

    /// [B, T, contextWidth] -> [B, T, width]
    func text(_ context: Tensor, _ compute: Compute) throws -> Tensor {
        var context = context
        for block in contextBlocks { context = try block(context, compute) }
        if !contextBlocks.isEmpty {
            context = try compute.layerNorm(context, NormWeight(weight: Tensor?.none, bias: nil), eps: 1e-6)
        }
        return try compute.linear(context, contextLayer)
    }

    /// The activated vector of the time and the pooled prompts [B, vectorWidth]; nil is not told. -> [B, width]
    func vector(_ timesteps: [Float], pooled: Tensor?, _ compute: Compute) throws -> Tensor {
        var vector = try timeEmbedder(
            Tensor.sinusoids(of: timesteps, channels: timeEmbedder.first.inputs), compute)
        if let pooled {
            guard pooled.shape == [timesteps.count, vectorWidth] else {
                throw ModelError(
                    .badInput,
                    "the pooled prompt has the shape \(pooled.shape), the model wants a width of \(vectorWidth)")
            }
            vector = try compute.add(vector, vectorEmbedder(pooled, compute))
        }
        return try compute.activate(vector, .silu)
    }

    /// The middle of the grid of places, for each item. [B, rows * columns, width]
    private func places(_ grid: PatchGrid, batch: Int) throws -> Tensor {
        guard grid.rows <= side, grid.columns <= side else {
            throw ModelError(
                .badInput,
                "a latent of \(grid.width)x\(grid.height) is too large: the model knows places up to \(side * patch)")
        }
        let all = try places.expanded([1, side, side, width])
        let (top, left) = ((side - grid.rows) / 2, (side - grid.columns) / 2)
        let part = try all.cropped(rows: top..<top + grid.rows, columns: left..<left + grid.columns)
            .reshaped([grid.count, width])
        return Tensor.concatenated(Array(repeating: part, count: batch)).reshaped([batch, grid.count, width])
    }

    var byteCount: Int {
        let ends =
            embedder.byteCount + places.byteCount + timeEmbedder.byteCount + vectorEmbedder.byteCount
            + contextLayer.byteCount
        return contextBlocks.reduce(blocks.reduce(ends) { $0 + $1.byteCount }) { $0 + $1.byteCount }
    }
}
