internal import Sampling
internal import Tensors

/// A ControlNet of Flux.1: some of its blocks, each of whose outputs goes through a layer to blocks of the network. It goes
/// by a latent (InstantX's, Shakker Labs', alimama's and others' in diffusers' layout; diffusers, controlnet_flux.py), or
/// by pixels (XLabs-AI/x-flux, src/flux/controlnet.py; TheMisto.ai's MistoLine).
final class FluxControlNet: ControlModel {
    let room: WeightRoom
    let byteCount: Int

    /// Blocks of the network, over which residuals are spread.
    private static let (double, single) = (19, 38)
    private static let patch = 2

    private let pictureLayer: LinearWeight
    private let textLayer: LinearWeight
    private let hintLayer: LinearWeight
    /// Nil: the hint is a latent.
    private let pixels: PixelHintEncoder?
    private let vectors: FluxVector
    private let blocks: FluxBlocks
    private let positions: FluxPositions
    /// Vectors of the kinds of hints that it was trained for. [kinds, width]
    private let kinds: Tensor?
    private let outputs: (double: [ControlOutput], single: [ControlOutput])

    /// - Parameter reader: at the ControlNet, in Flux.1's own layout
    init(_ reader: WeightReader) throws {
        room = reader.room
        pictureLayer = try reader.linear("img_in")
        let width = pictureLayer.outputs
        textLayer = try reader.linear("txt_in", outputs: width)
        vectors = try FluxVector(reader, width: width)
        let blocks = try FluxBlocks(reader, width: width, modulated: true, leastSingle: 0)
        self.blocks = blocks
        let headWidth = blocks.heads.width
        positions = FluxPositions(
            widths: [headWidth / 8, headWidth * 7 / 16, headWidth * 7 / 16], theta: 10000, textAxes: [],
            defaultMethod: .offset, step: 1, patch: Self.patch)
        pixels = try PixelHintEncoder(reader)
        hintLayer = try reader.linear(pixels == nil ? "controlnet_x_embedder" : "pos_embed_input", outputs: width)
        let modes = "controlnet_mode_embedder.weight"
        kinds = reader.has(modes) ? try reader.tensor(modes, [nil, width]) : nil
        outputs = (
            try blocks.double.indices.map { try ControlOutput(reader, "controlnet_blocks.\($0)", width: width) },
            try blocks.single.indices.map {
                try ControlOutput(reader, "controlnet_single_blocks.\($0)", width: width)
            }
        )
        let layers = [pictureLayer, textLayer, hintLayer].reduce(0) { $0 + $1.byteCount }
        byteCount = (outputs.double + outputs.single).reduce(
            layers + vectors.byteCount + blocks.byteCount + (pixels?.byteCount ?? 0)
        ) { $0 + $1.byteCount }
    }

    /// Of a hint's latent, with the mask's if it takes one.
    private var hintChannels: Int { hintLayer.inputs / (Self.patch * Self.patch) }
    private var channels: Int { pictureLayer.inputs / (Self.patch * Self.patch) }
    var takesMasks: Bool { pixels == nil && hintChannels == channels + 1 }

    func prepare(
        _ hint: ControlHint, _ types: [Int], height: Int, width: Int, for model: DiffusionModel, _ compute: Compute
    ) throws -> [Tensor?] {
        if let kinds, let wrong = types.first(where: { !(0..<kinds.shape[0]).contains($0) }) {
            throw ModelError(
                .badInput,
                "the ControlNet was trained for \(kinds.shape[0]) kinds of hints; number \(wrong) is not among them")
        }
        let compute = compute.computing(.unet)
        let latent =
            try pixels?.encoded(hint, height: height, width: width, compute)
            ?? LatentHint.latent(
                hint, height: height, width: width, LatentFormat.flux.scale, channels: hintChannels, compute)
        let grid = PatchGrid(of: latent, size: Self.patch)
        return [try compute.linear(grid.tokens(latent, .channelsFirst), hintLayer)]
    }

    func residuals(
        _ x: Tensor, _ prepared: [Tensor?], _ types: [Int], sigma: Float, _ inputs: NetworkInputs,
        model: DiffusionModel, _ compute: Compute
    ) throws -> ControlResiduals {
        let timesteps = Array(repeating: model.sampling.timestep(of: sigma), count: x.shape[0])
        try inputs.check(x, timesteps, channels: channels, contextWidth: textLayer.inputs)
        let grid = PatchGrid(of: x, size: Self.patch)
        let picture = try compute.linear(grid.tokens(x, .channelsFirst), pictureLayer, residual: prepared[0]!)
        let text = try text(inputs.context, types, compute)
        let turns = positions.turns(text: text.shape[1], picture: grid, references: [], method: nil)
        let vector = try compute.activate(vectors(timesteps, inputs, compute), .silu)

        var streams = (picture: picture, text: text)
        var double: [Tensor] = []
        for (block, output) in zip(blocks.double, outputs.double) {
            streams = try block(streams, block.modulations(vector, compute)!, turns: turns, bias: nil, compute)
            double.append(try output(streams.picture, compute))
        }
        let length = text.shape[1]
        var all = try Tensor.joiningTokens([streams.text, streams.picture])
        var single: [Tensor] = []
        for (block, output) in zip(blocks.single, outputs.single) {
            all = try block(all, block.modulation(vector, compute)!, turns: turns, bias: nil, compute)
            single.append(try output(all.tokens(length..<all.shape[1]), compute))
        }
        // those by pixels follow one another again and again, each of those by latents serves neighbours
        let isByTurns = pixels != nil
        return ControlResiduals(
            input: ControlOutput.spread(double, over: Self.double, isByTurns: isByTurns),
            skips: ControlOutput.spread(single, over: Self.single, isByTurns: isByTurns))
    }

    /// The text's tokens behind one for each kind of hint that it is told of.
    private func text(_ context: Tensor, _ types: [Int], _ compute: Compute) throws -> Tensor {
        let text = try compute.linear(context, textLayer)
        guard let kinds, !types.isEmpty else { return text }
        let own = Tensor.concatenated(types.map { kinds.slice($0..<$0 + 1) })
        let all = Tensor.concatenated(Array(repeating: own, count: text.shape[0]))
        return try Tensor.joiningTokens([all.reshaped([text.shape[0], types.count, text.shape[2]]), text])
    }
}
