package import Tensors

/// The denoising network of Chroma Radiance (lodestones, 2025; lodestone-rock/flow): Chroma's blocks over patches of pixels,
/// and a small network for each patch that makes its pixels, whose weights the patch's token says.
package final class ChromaRadianceNetwork: JointTransformer {
    /// Of a picture.
    package let channels: Int
    /// Width of the text encoder's output.
    package var contextWidth: Int { trunk.contextWidth }
    package let byteCount: Int
    package let room: WeightRoom
    package let floatsPerPlace: Int

    let patch: Int
    private let pictureLayer: LinearWeight
    private let trunk: ChromaTrunk
    private let head: PatchFieldHead
    /// Whether it predicts the picture, of which a velocity is made.
    private let predictsPicture: Bool

    /// - Parameter reader: at the network
    package init(_ reader: WeightReader) throws {
        room = reader.room
        let name = "img_in_patch.weight"
        let kernel = try reader.stored(name, [nil, nil, nil, nil])
        let (width, channels, patch) = (kernel.shape[0], kernel.shape[1], kernel.shape[2])
        guard kernel.shape[3] == patch else { throw reader.badShape(name, "is for patches that are no squares") }
        (self.channels, self.patch) = (channels, patch)
        pictureLayer = try LinearWeight(patches: kernel, bias: reader.stored("img_in_patch.bias", [width]))
        trunk = try ChromaTrunk(reader, width: width, patch: patch)
        head = try PatchFieldHead(reader, channels: channels, patch: patch, width: width)
        predictsPicture = reader.has("__x0__")
        byteCount = trunk.byteCount + pictureLayer.byteCount + head.byteCount
        floatsPerPlace = trunk.floatsPerToken / (patch * patch) + 2 * head.inner
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
        let grid = PatchGrid(of: x, size: patch)
        let picture = try compute.linear(grid.tokens(x, .channelsFirst), pictureLayer)
        let all = try trunk(picture, grid, timesteps: timesteps, inputs, compute)
        let pixels = try head(x, all.tokens, grid, compute)
        guard predictsPicture else { return pixels }
        var velocity = x - pixels
        let count = velocity.count / max(timesteps.count, 1)
        velocity.withMutableFloats { values in
            for place in values.indices { values[place] /= timesteps[place / count] }
        }
        return velocity
    }
}
