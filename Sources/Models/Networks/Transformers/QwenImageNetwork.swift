package import Tensors

/// The denoising network of Qwen-Image and its editing variants (Wu et al., 2025, arXiv 2508.02324): streams of text and
/// picture that attend to each other. Its structure is read from the names and shapes of its weights.
package final class QwenImageNetwork: JointTransformer {
    /// Of a latent.
    package var channels: Int { trunk.channels }
    /// Width of the text encoder's output.
    package var contextWidth: Int { trunk.contextWidth }
    package let byteCount: Int
    package let room: WeightRoom
    package let floatsPerPlace: Int

    private let trunk: QwenImageTrunk
    private let output: (modulation: LinearWeight, layer: LinearWeight)
    private let defaultMethod: QwenImagePositions.ReferenceMethod

    /// - Parameter reader: at the network
    package init(_ reader: WeightReader) throws {
        room = reader.room
        trunk = try QwenImageTrunk(reader)
        let (width, area) = (trunk.width, QwenImageTrunk.patch * QwenImageTrunk.patch)
        output = (
            try reader.linear("norm_out.linear", inputs: width, outputs: 2 * width),
            try reader.linear("proj_out", inputs: width, outputs: trunk.channels * area)
        )
        defaultMethod =
            trunk.isLayered
            ? .negativeIndex : reader.has("__index_timestep_zero__") ? .indexAtTimestepZero : .index
        byteCount = trunk.byteCount + output.modulation.byteCount + output.layer.byteCount
        floatsPerPlace = 12 * width / area
    }

    /// - Parameters:
    ///   - x: [B, C, T, H, W]
    ///   - timesteps: the noise level, 0...1
    ///   - inputs: context [B, T, contextWidth]
    package func callAsFunction(
        _ x: Tensor, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> Tensor {
        try inputs.check(x, timesteps, channels: channels, contextWidth: contextWidth, rank: 5)
        let compute = compute.computing(.unet)
        let grid = PatchGrid(of: x, size: QwenImageTrunk.patch)
        let frames = x.shape[2]
        var tokens = [try grid.tokens(frames: x, .channelsFirst)]
        var positions = QwenImagePositions(method: inputs.referenceMethod, default: defaultMethod)
        positions.add(text: inputs.context.shape[1], beside: grid)
        positions.add(picture: grid, frames: frames)
        let count = grid.count * frames
        for reference in inputs.references {
            let reference = reference.rank == 4 ? reference.withFrames : reference
            try NetworkInputs.check(reference: reference, of: x, channels: channels, rank: 5)
            let grid = PatchGrid(of: reference, size: QwenImageTrunk.patch)
            tokens.append(try grid.tokens(frames: reference, .channelsFirst))
            positions.add(reference: grid, frames: reference.shape[2])
        }
        var streams = (
            picture: try trunk.picture(Tensor.joiningTokens(tokens), compute),
            text: try trunk.text(inputs.context, compute)
        )
        let turns = trunk.turns(positions)
        let vector = try trunk.time(timesteps, compute)
        let restarts = positions.method == .indexAtTimestepZero && !inputs.references.isEmpty
        let times = QwenImageStream.Times(
            vector: vector,
            rest: restarts ? (count, try trunk.time(timesteps.map { $0 * 0 }, compute)) : nil)
        let bias = try inputs.keyBias(text: streams.text.shape[1], picture: streams.picture.shape[1])
        let controls = inputs.patches.blockControls.map { $0.started() }
        let first = streams.picture
        for (index, block) in trunk.blocks.enumerated() where !inputs.patches.skips(.double, index) {
            streams = try block(streams, times, turns: turns, bias: bias, compute)
            streams.picture = try controls.changed(
                BlockCall(
                    part: .main, index: index, latent: x, first: first, output: streams.picture, items: inputs.items),
                compute)
            streams.picture = try ControlResiduals.adding(
                inputs.residuals?.input, index, to: streams.picture, compute)
        }
        let parts = try compute.split(compute.linear(vector, output.modulation), [trunk.width, trunk.width])
        let patches = try compute.linear(
            compute.modulatedNorm(
                streams.picture.tokens(0..<count), scale: parts[0] + 1, shift: parts[1], eps: 1e-6),
            output.layer)
        return try grid.frames(patches, count: frames, .channelsFirst)
    }
}
