internal import Tensors

/// What Lumina-Image 2.0, Z-Image and OmniGen2 have around their blocks: layers that make tokens of a latent and of a prompt
/// and a vector of the time, and those that make a latent of tokens again.
struct NextDiTEnds: Sendable {
    static let patch = 2

    private let embedder: LinearWeight
    private let contextNorm: RMSNorm
    private let contextLayer: LinearWeight
    private let timeEmbedder: FeedForward
    private let output: (modulation: LinearWeight, layer: LinearWeight)

    /// - Parameter reader: at the network
    init(_ reader: WeightReader, _ names: NextDiTBlock.Names) throws {
        embedder = try reader.linear("x_embedder")
        guard embedder.inputs % (Self.patch * Self.patch) == 0 else {
            throw reader.badShape("x_embedder.weight", "takes \(embedder.inputs) numbers, which are no patches")
        }
        let (width, isLumina) = (embedder.outputs, names == .lumina)
        let caption = reader.at(isLumina ? "cap_embedder" : "time_caption_embed.caption_embedder")
        contextLayer = try caption.linear("1", outputs: width)
        contextNorm = try RMSNorm(caption.at("0"), contextLayer.inputs, eps: NextDiTBlock.eps)
        timeEmbedder = try FeedForward(
            reader.at(isLumina ? "t_embedder" : "time_caption_embed.timestep_embedder"),
            isLumina ? ("mlp.0", "mlp.2") : ("linear_1", "linear_2"), activation: .silu)
        let (modulation, layer) =
            isLumina ? ("adaLN_modulation.1", "linear") : ("linear_1", "linear_2")
        let final = reader.at(isLumina ? "final_layer" : "norm_out")
        output = (
            try final.linear(modulation, inputs: timeEmbedder.second.outputs, outputs: width),
            try final.linear(layer, inputs: width, outputs: embedder.inputs)
        )
    }

    /// Of a latent.
    var channels: Int { embedder.inputs / (Self.patch * Self.patch) }
    /// Numbers of a patch.
    var patchWidth: Int { embedder.inputs }
    /// Of tokens.
    var width: Int { embedder.outputs }
    var contextWidth: Int { contextLayer.inputs }
    var timeWidth: Int { timeEmbedder.second.outputs }

    /// The vector of what is left of the noise, 1 - timestep, on the scale that the network knows. [B, timeWidth]
    func time(_ timesteps: [Float], scale: Float, _ compute: Compute) throws -> Tensor {
        let waves = Tensor.sinusoids(of: timesteps.map { (1 - $0) * scale }, channels: timeEmbedder.first.inputs)
        return try timeEmbedder(waves, compute)
    }

    /// [B, T, contextWidth] -> [B, T, width]
    func text(_ context: Tensor, _ compute: Compute) throws -> Tensor {
        try compute.linear(contextNorm(context, compute), contextLayer)
    }

    /// x: [B, C, H, W] -> [B, rows * columns, width]
    func picture(_ x: Tensor, _ grid: PatchGrid, _ compute: Compute) throws -> Tensor {
        try compute.linear(grid.tokens(x, .channelsLast), embedder)
    }

    /// tokens: [B, rows * columns, width], time: [B, timeWidth] -> [B, C, H, W]
    func latent(_ tokens: Tensor, _ grid: PatchGrid, time: Tensor, _ compute: Compute) throws -> Tensor {
        let scale = try compute.linear(compute.activate(time, .silu), output.modulation) + 1
        let patches = try compute.linear(compute.modulatedNorm(tokens, scale: scale, eps: 1e-6), output.layer)
        return -(try grid.picture(patches, .channelsLast))
    }

    var byteCount: Int {
        [embedder, contextLayer, output.modulation, output.layer]
            .reduce(timeEmbedder.byteCount + contextNorm.byteCount) { $0 + $1.byteCount }
    }
}
