package import Tensors

/// The denoising network of Stable Diffusion 3 and 3.5 (Esser et al., 2024, arXiv 2403.03206). Its structure is read from
/// the names and shapes of its weights.
package final class MMDiT: JointTransformer {
    /// Of a latent.
    package var channels: Int { trunk.channels }
    /// Width of the text encoders' output.
    package var contextWidth: Int { trunk.contextWidth }
    /// Of the pooled prompts.
    package var vectorWidth: Int { trunk.vectorWidth }
    package let byteCount: Int
    package let room: WeightRoom
    package let floatsPerPlace: Int
    package var takesWrappers: Bool { false }

    let trunk: MMDiTTrunk
    private let output: FluxOutput

    /// - Parameter reader: at the network
    package init(_ reader: WeightReader) throws {
        room = reader.room
        trunk = try MMDiTTrunk(reader, endsText: true)
        output = try FluxOutput(reader.at("final_layer"), width: trunk.width)
        let area = trunk.patch * trunk.patch
        guard output.outputs == trunk.channels * area else {
            throw reader.badShape("final_layer.linear.weight", "has \(output.outputs) rows, not those of a patch")
        }
        byteCount = trunk.byteCount + output.byteCount
        floatsPerPlace = 14 * trunk.width / area
    }

    /// - Parameters:
    ///   - x: [B, C, H, W]
    ///   - timesteps: 0...1000
    ///   - inputs: context [B, T, contextWidth]; vector [B, vectorWidth], nil is not told
    package func callAsFunction(
        _ x: Tensor, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> Tensor {
        try inputs.check(x, timesteps, channels: channels, contextWidth: contextWidth)
        let compute = compute.computing(.unet)
        let grid = PatchGrid(of: x, size: trunk.patch)
        let embedded = try trunk.picture(x, grid, compute)
        let vector = try trunk.vector(timesteps, pooled: inputs.vector, compute)
        var streams = (picture: embedded, text: try trunk.text(inputs.context, compute))
        for (index, block) in trunk.blocks.enumerated() where !inputs.patches.skips(.double, index) {
            streams = try block(streams, vector: vector, compute)
            streams.picture = try ControlResiduals.adding(
                inputs.residuals?.input, index, to: streams.picture, compute)
        }
        return try grid.picture(output(streams.picture, vector, compute), .channelsLast)
    }
}
