internal import Glibc
internal import Tensors

/// RealPLKSR (Lee et al. 2024, arXiv 2404.11848; neosr-project/neosr, neosr/archs/realplksr_arch.py): blocks with one very
/// wide convolution over a part of the channels, added to the picture's own pixels.
final class RealPLKSR: UpscaleNetwork {
    private struct Block: Sendable {
        /// One of the two is there.
        let (layerNorm, groupNorm): (NormWeight?, NormWeight?)
        let mixers: (ConvWeight, ConvWeight)
        let wide: ConvWeight
        let attention: ConvWeight?
        let refinement: ConvWeight

        init(_ reader: WeightReader, width: Int) throws {
            let isLayered = reader.has("layer_norm.weight")
            layerNorm = isLayered ? try reader.norm("layer_norm", width) : nil
            groupNorm = isLayered ? nil : try reader.norm("norm", width)
            let first = try reader.convolution("channel_mixer.0", inputs: width)
            mixers = (first, try reader.convolution("channel_mixer.2", inputs: first.outputs, outputs: width))
            let shape = reader.shape("lk.conv.weight") ?? []
            guard shape.count == 4, shape[0] > 0, shape[0] <= width, shape[2] % 2 == 1, shape[2] < 64 else {
                throw reader.badShape("lk.conv.weight", "has the shape \(shape)")
            }
            wide = try reader.convolution("lk.conv", inputs: shape[0], outputs: shape[0], kernel: shape[2])
            attention =
                reader.has("attn.f.0.weight")
                ? try reader.convolution("attn.f.0", inputs: width, outputs: width) : nil
            refinement = try reader.convolution("refine", inputs: width, outputs: width, kernel: 1)
        }

        var byteCount: Int {
            [mixers.0, mixers.1, wide, refinement].reduce(attention?.byteCount ?? 0) { $0 + $1.byteCount }
        }

        /// x: [1, H, W, C] -> the same
        func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
            let width = x.shape[3]
            var inner = try layerNorm.map { try compute.layerNorm(x, $0, eps: 1e-6) } ?? x
            inner = try compute.conv2d(inner, mixers.0, padding: .same(1)).mapped { value in
                value * tanhf(value > 20 ? value : log1pf(expf(value)))
            }
            inner = try compute.conv2d(inner, mixers.1, padding: .same(1))
            let part = try compute.conv2d(
                compute.channels(inner, 0..<wide.inputs), wide, padding: .same(wide.kernelHeight / 2))
            inner =
                wide.outputs == width
                ? part : try compute.channels(inner, wide.outputs..<width, beside: part)
            if let attention {
                let shares = try compute.conv2d(inner, attention, padding: .same(1))
                inner.withMutableFloats { inner in
                    shares.withFloats { for i in inner.indices { inner[i] *= 1 / (1 + expf(-$0[i])) } }
                }
            }
            inner = try compute.conv2d(inner, refinement)
            if let groupNorm { inner = try compute.groupNorm(inner, groupNorm, groups: RealPLKSR.groups, eps: 1e-5) }
            return try compute.add(inner, x)
        }
    }

    let scale: Int
    var channels: Int { Self.colours }
    let byteCount: Int
    let room: WeightRoom
    private let input: ConvWeight
    private let blocks: [Block]
    private let end: ConvWeight

    static let markers = ["feats.0.weight", "feats.1.channel_mixer.0.weight", "feats.1.lk.conv.weight"]
    private static let groups = 4
    private static let colours = 3

    /// - Parameter reader: at the tensors `feats.0...`
    init(_ reader: WeightReader) throws {
        room = reader.room
        guard !reader.has("to_img.init_pos") else {
            throw ModelError(.unsupported, "\(reader.fileName): a RealPLKSR that enlarges by DySample")
        }
        let at = reader.at("feats")
        input = try at.convolution("0", inputs: Self.colours)
        let width = input.outputs
        guard width % Self.groups == 0 else {
            throw at.badShape("0.weight", "makes \(width) channels, which are not \(Self.groups) groups")
        }
        let last = at.children("").compactMap { $0.utf8.count < 4 ? Int($0) : nil }.max() ?? 0
        // training leaves some out in front of the end
        blocks = try (1..<max(last - 1, 2)).map { try Block(at.at("\($0)"), width: width) }
        end = try at.convolution("\(last)", inputs: width)
        let factor = Int(Double(end.outputs / Self.colours).squareRoot())
        guard (1...8).contains(factor), factor * factor * Self.colours == end.outputs else {
            throw at.badShape("\(last).weight", "makes \(end.outputs) channels")
        }
        scale = factor
        byteCount = blocks.reduce(input.byteCount + end.byteCount) { $0 + $1.byteCount }
    }

    func callAsFunction(_ picture: Tensor, _ compute: Compute) throws -> Tensor {
        var x = try compute.conv2d(picture, input, padding: .same(1))
        for block in blocks { x = try block(x, compute) }
        x = try compute.conv2d(x, end, padding: .same(1))
        return try compute.add(x.shuffled(scale), picture.repeatedPixels(scale))
    }
}
