internal import Sampling
internal import Tensors

/// A ControlNet of Stable Diffusion 3 (diffusers, controlnet_sd3.py): some of its blocks, each of whose outputs goes through
/// a layer to blocks of the network.
final class MMDiTControlNet: ControlModel {
    let room: WeightRoom
    let byteCount: Int

    /// Without the shift of the network's latents, as these were trained.
    private static let scale = LatentScale(factor: 1.5305)

    private let trunk: MMDiTTrunk
    private let hintLayer: LinearWeight
    private let outputs: [ControlOutput]
    private let hintChannels: Int

    /// - Parameter reader: at the ControlNet, in Stable Diffusion 3's own layout
    init(_ reader: WeightReader) throws {
        room = reader.room
        let trunk = try MMDiTTrunk(reader, endsText: false)
        self.trunk = trunk
        let kernel = try reader.stored("pos_embed_input.proj.weight", [trunk.width, nil, trunk.patch, trunk.patch])
        hintChannels = kernel.shape[1]
        hintLayer = try LinearWeight(
            patches: kernel, bias: reader.stored("pos_embed_input.proj.bias", [trunk.width]))
        outputs = try trunk.blocks.indices.map {
            try ControlOutput(reader, "controlnet_blocks.\($0)", width: trunk.width)
        }
        byteCount = outputs.reduce(trunk.byteCount + hintLayer.byteCount) { $0 + $1.byteCount }
    }

    var takesMasks: Bool { hintChannels == trunk.channels + 1 }

    func prepare(
        _ hint: ControlHint, _ types: [Int], height: Int, width: Int, for model: DiffusionModel, _ compute: Compute
    ) throws -> [Tensor?] {
        let compute = compute.computing(.unet)
        let latent = try LatentHint.latent(
            hint, height: height, width: width, Self.scale, channels: hintChannels, compute)
        let grid = PatchGrid(of: latent, size: trunk.patch)
        return [try compute.linear(grid.tokens(latent, .channelsFirst), hintLayer)]
    }

    func residuals(
        _ x: Tensor, _ prepared: [Tensor?], _ types: [Int], sigma: Float, _ inputs: NetworkInputs,
        model: DiffusionModel, _ compute: Compute
    ) throws -> ControlResiduals {
        let timesteps = Array(repeating: model.sampling.timestep(of: sigma), count: x.shape[0])
        try inputs.check(x, timesteps, channels: trunk.channels, contextWidth: trunk.contextWidth)
        let grid = PatchGrid(of: x, size: trunk.patch)
        let picture = try compute.add(trunk.picture(x, grid, compute), prepared[0]!)
        // it is told nothing of the pooled prompts
        let nothing = Tensor(zeros: [x.shape[0], trunk.vectorWidth])
        let vector = try trunk.vector(timesteps, pooled: nothing, compute)
        var streams = (picture: picture, text: try trunk.text(inputs.context, compute))
        var residuals: [Tensor] = []
        for (block, output) in zip(trunk.blocks, outputs) {
            streams = try block(streams, vector: vector, compute)
            residuals.append(try output(streams.picture, compute))
        }
        // nothing for the network's last block
        let depth = trunk.width / MMDiTTrunk.headWidth
        let each = depth / residuals.count
        return ControlResiduals(
            input: residuals.enumerated().flatMap { index, residual -> [Tensor?] in
                let uses = index == residuals.count - 1 ? max(0, each - 1) : each
                return Array(repeating: residual, count: uses)
            })
    }
}
