internal import Glibc
internal import Tensors

/// SPAN (Wan et al. 2024, arXiv 2311.12770; hongyuanyu/SPAN, basicsr/archs/span_arch.py): blocks whose outputs say by
/// themselves how much of them counts.
final class SPAN: UpscaleNetwork {
    private struct Block: Sendable {
        let convolutions: [ConvWeight]

        init(_ reader: WeightReader, width: Int) throws {
            convolutions = try (1...3).map {
                try MergedConvolution.of(reader.at("c\($0)_r"), inputs: width, outputs: width)
            }
        }

        /// x: [1, H, W, C] -> the same, and what the first convolution made
        func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> (output: Tensor, first: Tensor) {
            let first = try compute.conv2d(x, convolutions[0], padding: .same(1), activation: .silu)
            let second = try compute.conv2d(first, convolutions[1], padding: .same(1), activation: .silu)
            var output = try compute.conv2d(second, convolutions[2], padding: .same(1))
            output.withMutableFloats { output in
                x.withFloats { x in
                    for i in output.indices {
                        let share = 1 / (1 + expf(-output[i])) - 0.5
                        output[i] = (output[i] + x[i]) * share
                    }
                }
            }
            return (output, first)
        }
    }

    let scale: Int
    let channels: Int
    let byteCount: Int
    let room: WeightRoom
    private let isNormed: Bool
    private let input: ConvWeight
    private let blocks: [Block]
    private let last: ConvWeight
    private let mixing: ConvWeight
    private let end: ConvWeight

    static let markers = ["conv_1.sk.weight", "block_1.c1_r.sk.weight", "conv_cat.weight", "upsampler.0.weight"]

    /// The mean of DIV2K's colours.
    private static let mean: [Float] = [0.4488, 0.4371, 0.4040]
    private static let range: Float = 255

    /// - Parameter reader: at the tensors `conv_1...`
    init(_ reader: WeightReader) throws {
        room = reader.room
        input = try MergedConvolution.of(reader.at("conv_1"))
        let width = input.outputs
        blocks = try (1...6).map { try Block(reader.at("block_\($0)"), width: width) }
        last = try MergedConvolution.of(reader.at("conv_2"), inputs: width, outputs: width)
        mixing = try reader.convolution("conv_cat", inputs: 4 * width, outputs: width, kernel: 1)
        end = try reader.convolution("upsampler.0", inputs: width)
        channels = input.inputs
        isNormed = !reader.has("no_norm")
        let factor = Int(Double(end.outputs / max(channels, 1)).squareRoot())
        guard channels == 3 || channels == 1 && !isNormed, (1...8).contains(factor),
            factor * factor * channels == end.outputs
        else {
            throw ModelError(
                .badShape, "\(reader.fileName): an upscaler from \(channels) channels to \(end.outputs)")
        }
        scale = factor
        let all = blocks.flatMap(\.convolutions) + [input, last, mixing, end]
        byteCount = all.reduce(0) { $0 + $1.byteCount }
    }

    func callAsFunction(_ picture: Tensor, _ compute: Compute) throws -> Tensor {
        var x = picture
        if isNormed {
            x.withMutableFloats { for i in $0.indices { $0[i] = ($0[i] - Self.mean[i % 3]) * Self.range } }
        }
        let first = try compute.conv2d(x, input, padding: .same(1))
        var result = try blocks[0](first, compute)
        let lowest = result.output
        for block in blocks.dropFirst() { result = try block(result.output, compute) }
        let highest = try compute.conv2d(result.output, last, padding: .same(1))
        let all = try compute.concatChannels(
            compute.concatChannels(first, highest), compute.concatChannels(lowest, result.first))
        return try compute.conv2d(compute.conv2d(all, mixing), end, padding: .same(1)).shuffled(scale)
    }
}
