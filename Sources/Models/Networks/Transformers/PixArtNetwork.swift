package import Tensors

/// The denoising network of PixArt-alpha and -sigma (Chen et al. 2023, arXiv 2310.00426; 2024, arXiv 2403.04692): a
/// transformer over a latent's patches that looks at T5's tokens. Its structure is read from the names and shapes of its
/// weights.
package final class PixArtNetwork: DenoisingNetwork {
    /// Of a latent.
    package let channels: Int
    /// Width of the text encoder's output.
    package let contextWidth: Int
    /// Whether it is told the picture's size (alpha).
    package var isToldSizes: Bool { sizes != nil }
    package let byteCount: Int
    package let room: WeightRoom
    package let floatsPerPlace: Int
    package var takesWrappers: Bool { false }

    private static let patch = 2
    /// Every head is so wide.
    private static let headWidth = 72

    private let width: Int
    private let embedder: LinearWeight
    private let timeEmbedder: FeedForward
    private let timeLayer: LinearWeight
    private let textEmbedder: FeedForward
    /// Of height and width, and of their ratio; each a third as wide as a token.
    private let sizes: (size: FeedForward, ratio: FeedForward)?
    private let blocks: [PixArtBlock]
    /// (shift, scale) beside the time's. [2, width]
    private let table: Tensor
    private let output: LinearWeight
    /// What places are divided by; nil for what the picture's size says.
    private let scale: Int?

    /// - Parameter reader: at the network
    package init(_ reader: WeightReader) throws {
        room = reader.room
        let kernel = try reader.convolution("x_embedder.proj", kernel: Self.patch)
        (width, channels) = (kernel.outputs, kernel.inputs)
        let (width, channels) = (width, channels)
        embedder = try LinearWeight(
            patches: reader.weight("x_embedder.proj.weight"), bias: reader.weight("x_embedder.proj.bias"))
        guard width % Self.headWidth == 0, width % 4 == 0 else {
            throw reader.badShape("x_embedder.proj.weight", "has no heads of \(Self.headWidth)")
        }
        func embedding(_ path: String, outputs: Int) throws -> FeedForward {
            try FeedForward(reader.at(path), ("mlp.0", "mlp.2"), outputs: outputs, activation: .silu)
        }
        timeEmbedder = try embedding("t_embedder", outputs: width)
        timeLayer = try reader.linear("t_block.1", inputs: width, outputs: 6 * width)
        textEmbedder = try FeedForward(
            reader.at("y_embedder.y_proj"), ("fc1", "fc2"), outputs: width, activation: .tanhGelu)
        contextWidth = textEmbedder.first.inputs
        sizes =
            reader.has("ar_embedder.mlp.0.weight")
            ? (
                try embedding("csize_embedder", outputs: width / 3), try embedding("ar_embedder", outputs: width / 3)
            ) : nil
        blocks = try (0..<max(reader.count("blocks"), 1)).map {
            try PixArtBlock(reader.at("blocks.\($0)"), width: width, heads: width / Self.headWidth)
        }
        table = try reader.tensor("final_layer.scale_shift_table", [2, width])
        output = try reader.linear("final_layer.linear", inputs: width)
        let area = Self.patch * Self.patch
        guard output.outputs % area == 0, output.outputs / area >= channels else {
            throw reader.badShape("final_layer.linear.weight", "has \(output.outputs) rows, not those of a patch")
        }
        scale = reader.shape("pos_embed").flatMap { shape in
            shape.count == 3 ? Int(Double(shape[1]).squareRoot()) * Self.patch / 64 : nil
        }
        let embedders = [timeEmbedder, textEmbedder, sizes?.size, sizes?.ratio].reduce(0) { $0 + ($1?.byteCount ?? 0) }
        byteCount = blocks.reduce(
            embedders + embedder.byteCount + timeLayer.byteCount + table.byteCount + output.byteCount
        ) { $0 + $1.byteCount }
        floatsPerPlace = 12 * width / area
    }

    /// - Parameters:
    ///   - x: [B, C, H, W]
    ///   - timesteps: 0...1000
    ///   - inputs: context [B, T, contextWidth]; vector [B, 3]: height, width and their ratio
    package func callAsFunction(
        _ x: Tensor, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> Tensor {
        try inputs.check(x, timesteps, channels: channels, contextWidth: contextWidth)
        let compute = compute.computing(.unet)
        let batch = x.shape[0]
        let grid = PatchGrid(of: x, size: Self.patch)
        let places = try PixArtPositions.waves(grid, width: width, scale: scale)
        var tokens = try compute.linear(
            grid.tokens(x, .channelsFirst), embedder,
            residual: Tensor.concatenated(Array(repeating: places, count: batch)))
        var time = try timeEmbedder(
            Tensor.sinusoids(of: timesteps, channels: timeEmbedder.first.inputs), compute)
        if let told = try toldSizes(inputs.vector, batch, compute) { time = try compute.add(time, told) }
        let modulation = try compute.linear(compute.activate(time, .silu), timeLayer)
        let text = try textEmbedder(inputs.context, compute)
        for block in blocks { tokens = try block(tokens, text: text, time: modulation, compute) }
        func row(_ index: Int) throws -> Tensor {
            try compute.add(time, Tensor.concatenated(Array(repeating: table.slice(index..<index + 1), count: batch)))
        }
        let normed = try compute.modulatedNorm(tokens, scale: row(1) + 1, shift: row(0), eps: 1e-6)
        let picture = try grid.picture(compute.linear(normed, output), .channelsLast)
        // what lies behind the noise's channels are variances
        return try picture.tokens(0..<channels)
    }

    /// [B, width]; nil where it is told nothing.
    private func toldSizes(_ vector: Tensor?, _ batch: Int, _ compute: Compute) throws -> Tensor? {
        guard let sizes else { return nil }
        guard let vector, vector.shape == [batch, 3] else {
            throw ModelError(.badInput, "PixArt-alpha wants to be told the picture's height, width and their ratio")
        }
        let values = vector.floats
        func embedded(_ column: Int, _ layers: FeedForward) throws -> Tensor {
            let waves = Tensor.sinusoids(
                of: (0..<batch).map { values[3 * $0 + column] }, channels: layers.first.inputs)
            return try layers(waves, compute)
        }
        let both = try compute.concatChannels(embedded(0, sizes.size), embedded(1, sizes.size))
        return try compute.concatChannels(both, embedded(2, sizes.ratio))
    }
}
