internal import Tensors

/// What the networks of Chroma have between a picture's tokens and what is made of them: Flux.1's blocks, whose
/// modulations one small network makes for all of them.
struct ChromaTrunk: Sendable {
    let width: Int
    private let positions: FluxPositions
    private let blocks: FluxBlocks
    private let textLayer: LinearWeight
    private let modulator: ChromaModulator

    /// Those of the published network's blocks and of its end, which are the last ones in smaller networks too.
    private static let modulations = 344

    /// Width of the text encoder's output.
    var contextWidth: Int { textLayer.inputs }
    var byteCount: Int { blocks.byteCount + textLayer.byteCount + modulator.byteCount }
    var floatsPerToken: Int { blocks.single[0].floatsPerToken }

    /// - Parameters:
    ///   - reader: at the network
    ///   - patch: places along a side of a token's patch
    init(_ reader: WeightReader, width: Int, patch: Int) throws {
        self.width = width
        textLayer = try reader.linear("txt_in", outputs: width)
        blocks = try FluxBlocks(reader, width: width, modulated: false)
        modulator = try ChromaModulator(reader.at("distilled_guidance_layer"), width: width)
        let headWidth = blocks.heads.width
        positions = FluxPositions(
            widths: [headWidth / 8, headWidth * 7 / 16, headWidth * 7 / 16], theta: 10000, textAxes: [],
            defaultMethod: .offset, step: 1, patch: patch)
    }

    /// - Parameters:
    ///   - picture: [B, T, width], of the grid's patches
    ///   - timesteps: the noise level, 0...1
    /// - Returns: the picture's tokens, and the modulation of what follows
    func callAsFunction(
        _ picture: Tensor, _ grid: PatchGrid, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> (tokens: Tensor, shift: Tensor, scale: Tensor) {
        let text = try compute.linear(inputs.context, textLayer)
        let turns = positions.turns(text: text.shape[1], picture: grid, references: [], method: nil)
        let guidance = timesteps.indices.map { index -> Float in
            guard index < inputs.guidance.count, case .scale(let scale)? = inputs.guidance[index] else { return 0 }
            return Float(scale)
        }
        let (single, double) = (blocks.single.count, blocks.double.count)
        let count = max(Self.modulations, 3 * single + 12 * double + 2)
        let values = try modulator(timesteps, guidance: guidance, count: count, compute)
        func modulation(_ first: Int) -> FluxModulation {
            FluxModulation(shift: values[first], scale: values[first + 1], gate: values[first + 2])
        }
        let modulations = FluxBlocks.Modulations(
            double: { block in
                let (own, others) = (3 * single + 6 * block, 3 * single + 6 * (double + block))
                return (
                    picture: [modulation(own), modulation(own + 3)], text: [modulation(others), modulation(others + 3)]
                )
            },
            single: { modulation(3 * $0) })
        let tokens = try blocks(
            picture: picture, text: text, vector: values[0], modulations: modulations, turns: turns,
            bias: inputs.bias(text: text.shape[1], picture: picture.shape[1]), inputs, compute)
        return (tokens, values[values.count - 2], values[values.count - 1])
    }
}
