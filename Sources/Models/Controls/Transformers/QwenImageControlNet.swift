internal import Sampling
internal import Tensors

/// A ControlNet of Qwen-Image (InstantX's; diffusers, controlnet_qwenimage.py): some of its blocks, each of whose outputs
/// goes through a layer to blocks of the network.
final class QwenImageControlNet: ControlModel {
    let room: WeightRoom
    let byteCount: Int

    /// Blocks of the network, over which residuals are spread.
    private static let depth = 60

    private let trunk: QwenImageTrunk
    private let hintLayer: LinearWeight
    private let outputs: [ControlOutput]

    /// - Parameter reader: at the ControlNet
    init(_ reader: WeightReader) throws {
        room = reader.room
        let trunk = try QwenImageTrunk(reader)
        self.trunk = trunk
        hintLayer = try reader.linear("controlnet_x_embedder", outputs: trunk.width)
        outputs = try trunk.blocks.indices.map {
            try ControlOutput(reader, "controlnet_blocks.\($0)", width: trunk.width)
        }
        byteCount = outputs.reduce(trunk.byteCount + hintLayer.byteCount) { $0 + $1.byteCount }
    }

    private var hintChannels: Int { hintLayer.inputs / (QwenImageTrunk.patch * QwenImageTrunk.patch) }
    var takesMasks: Bool { hintChannels == trunk.channels + 1 }

    func prepare(
        _ hint: ControlHint, _ types: [Int], height: Int, width: Int, for model: DiffusionModel, _ compute: Compute
    ) throws -> [Tensor?] {
        let compute = compute.computing(.unet)
        let latent = try LatentHint.latent(
            hint, height: height, width: width, LatentFormat.wan21.scale, channels: hintChannels, compute)
        let grid = PatchGrid(of: latent, size: QwenImageTrunk.patch)
        let tokens =
            try latent.rank == 5 ? grid.tokens(frames: latent, .channelsFirst) : grid.tokens(latent, .channelsFirst)
        return [try compute.linear(tokens, hintLayer)]
    }

    func residuals(
        _ x: Tensor, _ prepared: [Tensor?], _ types: [Int], sigma: Float, _ inputs: NetworkInputs,
        model: DiffusionModel, _ compute: Compute
    ) throws -> ControlResiduals {
        let timesteps = Array(repeating: model.sampling.timestep(of: sigma), count: x.shape[0])
        try inputs.check(x, timesteps, channels: trunk.channels, contextWidth: trunk.contextWidth, rank: 5)
        guard x.shape[2] == 1 else { throw ModelError(.unsupported, "a ControlNet of pictures for several frames") }
        let grid = PatchGrid(of: x, size: QwenImageTrunk.patch)
        let own = try trunk.picture(grid.tokens(frames: x, .channelsFirst), compute)
        var streams = (
            picture: try compute.add(own, prepared[0]!), text: try trunk.text(inputs.context, compute)
        )
        var positions = QwenImagePositions(method: nil, default: .index)
        positions.add(text: inputs.context.shape[1], beside: grid)
        positions.add(picture: grid, frames: 1)
        let turns = trunk.turns(positions)
        let times = QwenImageStream.Times(vector: try trunk.time(timesteps, compute), rest: nil)
        var residuals: [Tensor] = []
        for (block, output) in zip(trunk.blocks, outputs) {
            streams = try block(streams, times, turns: turns, bias: nil, compute)
            residuals.append(try output(streams.picture, compute))
        }
        return ControlResiduals(input: ControlOutput.spread(residuals, over: Self.depth))
    }
}
