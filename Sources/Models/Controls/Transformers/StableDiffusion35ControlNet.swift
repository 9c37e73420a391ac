internal import Glibc
internal import Sampling
internal import Tensors

/// Stability AI's ControlNets of Stable Diffusion 3.5 (Stability-AI/sd3.5, dit_embedder.py): blocks of one stream without the
/// text, each of whose outputs goes through a layer to blocks of the network. Some layers are the network's own.
final class StableDiffusion35ControlNet: ControlModel {
    let room: WeightRoom
    let byteCount: Int

    private let width: Int
    private let patch: Int
    private let channels: Int
    /// Nil: the network's is taken, and places are added.
    private let embedder: LinearWeight?
    private let timeEmbedder: FeedForward
    /// Of the pooled prompt or, in those with an own embedder, of what the network makes of it.
    private let vectorEmbedder: FeedForward
    private let hintLayer: LinearWeight
    private let hintChannels: Int
    private let blocks: [MMDiTHalf]
    private let outputs: [ControlOutput]
    private let change: (@Sendable (Float) -> Float)?

    private static let names = [
        "time_text_embed.timestep_embedder.linear_1": "t_embedder.mlp.0",
        "time_text_embed.timestep_embedder.linear_2": "t_embedder.mlp.2",
        "time_text_embed.text_embedder.linear_1": "y_embedder.mlp.0",
        "time_text_embed.text_embedder.linear_2": "y_embedder.mlp.2", "pos_embed.proj": "x_embedder.proj",
    ]

    /// The file under the network's names.
    static func renamed(_ file: any WeightSource) -> any WeightSource {
        RenamedSource(file) { name in
            guard let dot = name.lastIndex(of: "."), let own = names[String(name[..<dot])] else { return name }
            return own + name[dot...]
        }
    }

    /// - Parameter reader: at the ControlNet
    init(_ reader: WeightReader) throws {
        room = reader.room
        timeEmbedder = try FeedForward(
            reader, ("t_embedder.mlp.0", "t_embedder.mlp.2"), activation: .silu)
        let width = timeEmbedder.second.outputs
        self.width = width
        guard width % MMDiTTrunk.headWidth == 0 else {
            throw reader.badShape("t_embedder.mlp.2.weight", "has no heads of \(MMDiTTrunk.headWidth)")
        }
        vectorEmbedder = try FeedForward(
            reader, ("y_embedder.mlp.0", "y_embedder.mlp.2"), outputs: width, activation: .silu)
        let name = "pos_embed_input.proj.weight"
        guard let side = reader.shape(name)?.last else { throw reader.missing(name) }
        let kernel = try reader.stored(name, [width, nil, side, side])
        (hintChannels, patch) = (kernel.shape[1], side)
        hintLayer = try LinearWeight(patches: kernel, bias: reader.stored("pos_embed_input.proj.bias", [width]))
        let ownsEmbedder = vectorEmbedder.first.inputs == vectorEmbedder.first.outputs
        embedder =
            ownsEmbedder
            ? try LinearWeight(
                patches: reader.stored("x_embedder.proj.weight", [width, nil, side, side]),
                bias: reader.stored("x_embedder.proj.bias", [width])) : nil
        channels = (embedder?.inputs ?? hintLayer.inputs) / (side * side)
        blocks = try (0..<max(reader.count("transformer_blocks"), 1)).map {
            try MMDiTHalf(
                reader.at("transformer_blocks.\($0)"), width: width, headWidth: MMDiTTrunk.headWidth, isLast: false)
        }
        outputs = try blocks.indices.map { try ControlOutput(reader, "controlnet_blocks.\($0)", width: width) }
        // what the picture was made with: 0 blurs, 1 finds edges, 2 depth
        let type = reader.has("control_type") ? try reader.weight("control_type").expanded().floats.first : nil
        change =
            switch type {
            case 1: { $0 * 255 * 0.5 + 0.5 }
            case 2: { 1 - $0 }
            default: nil
            }
        let layers = timeEmbedder.byteCount + vectorEmbedder.byteCount + hintLayer.byteCount
        byteCount = outputs.reduce(
            blocks.reduce(layers + (embedder?.byteCount ?? 0)) { $0 + $1.byteCount }
        ) { $0 + $1.byteCount }
    }

    func prepare(
        _ hint: ControlHint, _ types: [Int], height: Int, width: Int, for model: DiffusionModel, _ compute: Compute
    ) throws -> [Tensor?] {
        let compute = compute.computing(.unet)
        let latent = try LatentHint.latent(
            hint, height: height, width: width, LatentFormat.sd3.scale, channels: hintChannels, change: change, compute)
        let grid = PatchGrid(of: latent, size: patch)
        return [try compute.linear(grid.tokens(latent, .channelsFirst), hintLayer)]
    }

    func residuals(
        _ x: Tensor, _ prepared: [Tensor?], _ types: [Int], sigma: Float, _ inputs: NetworkInputs,
        model: DiffusionModel, _ compute: Compute
    ) throws -> ControlResiduals {
        guard let network = model.network as? MMDiT, network.trunk.width == width, network.trunk.patch == patch else {
            throw ModelError(
                .badInput, "a ControlNet of Stable Diffusion 3.5 for another network, whose layers it needs")
        }
        let timesteps = Array(repeating: model.sampling.timestep(of: sigma), count: x.shape[0])
        try inputs.check(x, timesteps, channels: channels, contextWidth: inputs.context.shape[2])
        let grid = PatchGrid(of: x, size: patch)
        let tokens = try grid.tokens(x, .channelsFirst)
        var h = try compute.linear(tokens, embedder ?? network.trunk.embedder, residual: prepared[0]!)
        if embedder == nil { h = try compute.add(h, places(grid, batch: x.shape[0])) }
        let vector = try vector(timesteps, inputs.vector, network, compute)
        var residuals: [Tensor] = []
        for (block, output) in zip(blocks, outputs) {
            let result = try run(block, h, vector, compute)
            if embedder == nil { h = result }
            residuals.append(try output(result, compute))
        }
        return ControlResiduals(
            input: ControlOutput.spread(residuals, over: width / MMDiTTrunk.headWidth))
    }

    private func run(_ block: MMDiTHalf, _ x: Tensor, _ vector: Tensor, _ compute: Compute) throws -> Tensor {
        let modulations = try block.modulations(vector, compute)
        let rows = try block.attention(block.normed(x, modulations, 0, compute), compute)
        let attended = try AttentionRows.attention(
            [rows], turns: nil, AttentionOptions(heads: width / MMDiTTrunk.headWidth), compute)
        return try block.finish(x, attended: attended, own: nil, modulations, compute) ?? x
    }

    /// The activated vector of the time and the pooled prompt. [B, width]
    private func vector(
        _ timesteps: [Float], _ pooled: Tensor?, _ network: MMDiT, _ compute: Compute
    ) throws -> Tensor {
        var vector = try timeEmbedder(
            Tensor.sinusoids(of: timesteps, channels: timeEmbedder.first.inputs), compute)
        if var pooled {
            if embedder != nil { pooled = try network.trunk.vectorEmbedder(pooled, compute) }
            guard pooled.shape == [timesteps.count, vectorEmbedder.first.inputs] else {
                throw ModelError(.badInput, "a pooled prompt of shape \(pooled.shape) for a ControlNet")
            }
            vector = try compute.add(vector, vectorEmbedder(pooled, compute))
        }
        return try compute.activate(vector, .silu)
    }

    /// Waves of the places, which reach from 0 to 15 along the shorter side around its middle. [B, T, width]
    private func places(_ grid: PatchGrid, batch: Int) -> Tensor {
        let (middle, least, quarter) = (7.5, Double(min(grid.rows, grid.columns)), width / 4)
        let frequencies = (0..<quarter).map { pow(10000, -Double($0) / Double(quarter)) }
        func place(_ index: Int, of count: Int) -> Double {
            let reach = Double(count) / least * middle
            return count == 1 ? middle - reach : middle - reach + 2 * reach * Double(index) / Double(count - 1)
        }
        var values: [Float] = []
        for index in 0..<grid.count {
            let (row, column) = index.quotientAndRemainder(dividingBy: grid.columns)
            for place in [place(column, of: grid.columns), place(row, of: grid.rows)] {
                values += frequencies.map { Float(sin(place * $0)) } + frequencies.map { Float(cos(place * $0)) }
            }
        }
        let one = Tensor(values, shape: [grid.count, width])
        return Tensor.concatenated(Array(repeating: one, count: batch)).reshaped([batch, grid.count, width])
    }
}
