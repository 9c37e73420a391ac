internal import Images
package import Tensors

/// The denoising network of AuraFlow (fal, 2024): blocks of two streams, then of one, both told the time alone. Its
/// structure is read from the names and shapes of its weights.
package final class AuraFlowNetwork: JointTransformer {
    /// Of a latent.
    package let channels: Int
    /// Width of the text encoder's output.
    package let contextWidth: Int
    package let byteCount: Int
    package let room: WeightRoom
    package let floatsPerPlace: Int

    private static let patch = 2
    /// Every head is so wide.
    private static let headWidth = 256

    private let width: Int
    private let places: StoredWeight
    private let side: Int
    /// In front of the text. [1, count, width]
    private let registers: Tensor
    private let timeEmbedder: FeedForward
    private let textLayer: LinearWeight
    private let pictureLayer: LinearWeight
    private let double: [AuraFlowDoubleBlock]
    private let single: [AuraFlowSingleBlock]
    private let output: (modulation: LinearWeight, layer: LinearWeight)

    /// - Parameter reader: at the network
    package init(_ reader: WeightReader) throws {
        room = reader.room
        pictureLayer = try reader.linear("init_x_linear")
        width = pictureLayer.outputs
        let width = width
        guard width % Self.headWidth == 0, pictureLayer.inputs % (Self.patch * Self.patch) == 0 else {
            throw reader.badShape("init_x_linear.weight", "has no heads of \(Self.headWidth), or no patches")
        }
        channels = pictureLayer.inputs / (Self.patch * Self.patch)
        textLayer = try reader.linear("cond_seq_linear", outputs: width, bias: false)
        contextWidth = textLayer.inputs
        timeEmbedder = try FeedForward(reader, ("t_embedder.mlp.0", "t_embedder.mlp.2"), activation: .silu)
        registers = try reader.tensor("register_tokens", [1, nil, width])
        guard let count = reader.shape("positional_encoding")?.dropFirst().first else {
            throw reader.missing("positional_encoding")
        }
        side = Int(Double(count).squareRoot().rounded())
        guard side > 0, side * side == count else {
            throw reader.badShape("positional_encoding", "has \(count) places, which are no square")
        }
        places = try reader.stored("positional_encoding", [1, count, width])
        let heads = width / Self.headWidth
        double = try (0..<reader.count("double_layers")).map {
            try AuraFlowDoubleBlock(reader.at("double_layers.\($0)"), width: width, heads: heads)
        }
        single = try (0..<reader.count("single_layers")).map {
            try AuraFlowSingleBlock(reader.at("single_layers.\($0)"), width: width, heads: heads)
        }
        output = (
            try reader.linear("modF.1", inputs: timeEmbedder.second.outputs, outputs: 2 * width, bias: false),
            try reader.linear("final_linear", inputs: width, outputs: pictureLayer.inputs, bias: false)
        )
        let ends = [textLayer, pictureLayer, output.modulation, output.layer].reduce(0) { $0 + $1.byteCount }
        byteCount =
            double.reduce(ends + timeEmbedder.byteCount + places.byteCount) { $0 + $1.byteCount }
            + single.reduce(0) { $0 + $1.byteCount }
        floatsPerPlace = 12 * width / (Self.patch * Self.patch)
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
        let batch = x.shape[0]
        let grid = PatchGrid(of: x, size: Self.patch)
        let picture = try compute.linear(
            grid.tokens(x, .channelsFirst), pictureLayer, residual: places(grid, batch: batch, compute))
        let first = Tensor.concatenated(Array(repeating: registers, count: batch))
        let text = try Tensor.joiningTokens([first, compute.linear(inputs.context, textLayer)])
        let waves = Tensor.sinusoids(of: timesteps.map { $0 * 1000 }, channels: timeEmbedder.first.inputs)
        let vector = try compute.activate(timeEmbedder(waves, compute), .silu)
        var streams = (picture: picture, text: text)
        for (index, block) in double.enumerated() where !inputs.patches.skips(.double, index) {
            streams = try block(streams, vector: vector, compute)
        }
        let length = text.shape[1]
        var all = try Tensor.joiningTokens([streams.text, streams.picture])
        for (index, block) in single.enumerated() where !inputs.patches.skips(.single, index) {
            all = try block(all, vector: vector, compute)
        }
        let own = try all.tokens(length..<all.shape[1])
        let parts = try compute.split(compute.linear(vector, output.modulation), [width, width])
        let shifts = (0..<batch).map { item in
            Tensor.concatenated(Array(repeating: parts[0].slice(item..<item + 1), count: grid.count))
        }
        let modulated = try compute.gatedSum(
            own, gate: parts[1] + 1, residual: Tensor.concatenated(shifts).reshaped(own.shape))
        return try grid.picture(compute.linear(modulated, output.layer), .channelsLast)
    }

    /// The middle of the grid of places, which is stretched where that is too small. [B, rows * columns, width]
    private func places(_ grid: PatchGrid, batch: Int, _ compute: Compute) throws -> Tensor {
        var all = try places.expanded([1, side, side, width])
        let longer = max(grid.rows, grid.columns)
        if longer > side {
            all = try Resampling.resize(
                all, width: longer, height: longer, .bilinear, cancellation: compute.cancellation)
        }
        let size = all.shape[1]
        let (top, left) = ((size - grid.rows) / 2, (size - grid.columns) / 2)
        let part = try all.cropped(rows: top..<top + grid.rows, columns: left..<left + grid.columns)
            .reshaped([grid.count, width])
        return Tensor.concatenated(Array(repeating: part, count: batch)).reshaped([batch, grid.count, width])
    }
}
