package import Tensors

/// The denoising network of Chroma (lodestones, 2025): Flux.1's blocks, whose modulations one small network makes for all
/// of them. Its structure is read from the names and shapes of its weights.
package final class ChromaNetwork: JointTransformer {
    /// Of a latent.
    package let channels: Int
    /// Width of the text encoder's output.
    package var contextWidth: Int { trunk.contextWidth }
    package let byteCount: Int
    package let room: WeightRoom
    package let floatsPerPlace: Int

    static let patch = 2

    private let pictureLayer: LinearWeight
    private let trunk: ChromaTrunk
    private let output: LinearWeight

    /// - Parameter reader: at the network
    package init(_ reader: WeightReader) throws {
        room = reader.room
        pictureLayer = try reader.linear("img_in")
        let width = pictureLayer.outputs
        trunk = try ChromaTrunk(reader, width: width, patch: Self.patch)
        output = try reader.linear("final_layer.linear", inputs: width, outputs: pictureLayer.inputs)
        guard pictureLayer.inputs % (Self.patch * Self.patch) == 0 else {
            throw reader.badShape("img_in.weight", "takes \(pictureLayer.inputs) numbers, which are no patches")
        }
        channels = pictureLayer.inputs / (Self.patch * Self.patch)
        byteCount = trunk.byteCount + pictureLayer.byteCount + output.byteCount
        floatsPerPlace = trunk.floatsPerToken / (Self.patch * Self.patch)
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
        let grid = PatchGrid(of: x, size: Self.patch)
        let picture = try compute.linear(grid.tokens(x, .channelsFirst), pictureLayer)
        let all = try trunk(picture, grid, timesteps: timesteps, inputs, compute)
        let normed = try compute.modulatedNorm(all.tokens, scale: all.scale + 1, shift: all.shift, eps: 1e-6)
        return try grid.picture(compute.linear(normed, output), .channelsFirst)
    }
}
