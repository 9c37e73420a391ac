internal import Tensors

/// SwinIR (Liang et al. 2021; JingyunLiang/SwinIR, models/network_swinir.py), with each of its ends.
final class SwinIR: UpscaleNetwork {
    /// What enlarges the picture.
    private enum End: Sendable {
        /// A convolution, then others whose channels become pixels, then one more.
        case shuffled(before: ConvWeight, steps: [(ConvWeight, factor: Int)], last: ConvWeight)
        /// One whose channels become pixels.
        case shuffledDirectly(ConvWeight, factor: Int)
        /// Pixels are repeated before convolutions.
        case repeated(before: ConvWeight, steps: [ConvWeight], ends: (ConvWeight, ConvWeight))
        /// Nothing: the picture is restored.
        case none(ConvWeight)
    }

    private struct Group: Sendable {
        let blocks: [SwinBlock]
        let convolutions: [ConvWeight]
    }

    let scale: Int
    let channels: Int
    let byteCount: Int
    let room: WeightRoom
    private let window: Int
    /// Of the values that the network works on; JPEG's artefacts are removed at 255.
    private let range: Float
    private let input: ConvWeight
    private let inputNorm: NormWeight?
    private let groups: [Group]
    private let norm: NormWeight
    private let body: [ConvWeight]
    private let end: End

    static let marker = "layers.0.residual_group.blocks.0.attn.relative_position_bias_table"

    /// The mean of DIV2K's colours.
    private static let mean: [Float] = [0.4488, 0.4371, 0.4040]

    /// - Parameter reader: at the tensors `conv_first...`
    init(_ reader: WeightReader) throws {
        room = reader.room
        guard reader.has("conv_first.weight") else {
            throw ModelError(.unsupported, "\(reader.fileName): a SwinIR that works on squares of pixels")
        }
        let input = try reader.convolution("conv_first")
        let width = input.outputs
        (self.input, channels) = (input, input.inputs)
        guard channels == 1 || channels == 3 else {
            throw reader.badShape("conv_first.weight", "takes \(channels) channels")
        }
        let table = reader.shape(Self.marker)?.first ?? 0
        let side = Int(Double(max(table, 0)).squareRoot())
        guard side * side == table, side % 2 == 1, side < 256 else {
            throw reader.badShape(Self.marker, "is no square of an odd length")
        }
        let window = (side + 1) / 2
        self.window = window
        range = window == 7 ? 255 : 1
        inputNorm = reader.has("patch_embed.norm.weight") ? try reader.norm("patch_embed.norm", width) : nil
        groups = try (0..<max(reader.count("layers"), 1)).map { index in
            let at = reader.at("layers.\(index)")
            return Group(
                blocks: try (0..<max(at.count("residual_group.blocks"), 1)).map {
                    try SwinBlock(
                        at.at("residual_group.blocks.\($0)"), width: width, window: window, isShifted: $0 % 2 == 1)
                }, convolutions: try Self.convolutions(at, "conv", width: width))
        }
        norm = try reader.norm("norm", width)
        body = try Self.convolutions(reader, "conv_after_body", width: width)
        (end, scale) = try Self.end(reader, width: width, channels: channels)
        let deep = groups.reduce(0) { total, group in
            group.convolutions.reduce(group.blocks.reduce(total) { $0 + $1.byteCount }) { $0 + $1.byteCount }
        }
        byteCount = body.reduce(deep + input.byteCount + norm.byteCount) { $0 + $1.byteCount }
    }

    /// One convolution, or three through a quarter of the channels.
    private static func convolutions(_ reader: WeightReader, _ path: String, width: Int) throws -> [ConvWeight] {
        if reader.has("\(path).weight") {
            return [try reader.convolution(path, inputs: width, outputs: width)]
        }
        let first = try reader.convolution("\(path).0", inputs: width)
        let second = try reader.convolution("\(path).2", inputs: first.outputs, kernel: 1)
        return [first, second, try reader.convolution("\(path).4", inputs: second.outputs, outputs: width)]
    }

    private static func end(
        _ reader: WeightReader, width: Int, channels: Int
    ) throws -> (End, scale: Int) {
        if reader.has("conv_before_upsample.0.weight") {
            let before = try reader.convolution("conv_before_upsample.0", inputs: width)
            let inner = before.outputs
            let last = try reader.convolution("conv_last", inputs: inner, outputs: channels)
            if reader.has("conv_up1.weight") {
                let steps = try (1...3).filter { reader.has("conv_up\($0).weight") }.map {
                    try reader.convolution("conv_up\($0)", inputs: inner, outputs: inner)
                }
                let high = try reader.convolution("conv_hr", inputs: inner, outputs: inner)
                return (.repeated(before: before, steps: steps, ends: (high, last)), 1 << steps.count)
            }
            var steps: [(ConvWeight, factor: Int)] = []
            for index in 0..<4 where reader.has("upsample.\(2 * index).weight") {
                let weight = try reader.convolution("upsample.\(2 * index)", inputs: inner)
                let factor = weight.outputs == 9 * inner ? 3 : 2
                guard weight.outputs == factor * factor * inner else {
                    throw reader.badShape("upsample.\(2 * index).weight", "makes \(weight.outputs) channels")
                }
                steps.append((weight, factor))
            }
            return (.shuffled(before: before, steps: steps, last: last), steps.reduce(1) { $0 * $1.factor })
        }
        if reader.has("upsample.0.weight") {
            let weight = try reader.convolution("upsample.0", inputs: width)
            let factor = Int(Double(weight.outputs / channels).squareRoot())
            guard (1...8).contains(factor), factor * factor * channels == weight.outputs else {
                throw reader.badShape("upsample.0.weight", "makes \(weight.outputs) channels")
            }
            return (.shuffledDirectly(weight, factor: factor), factor)
        }
        return (.none(try reader.convolution("conv_last", inputs: width, outputs: channels)), 1)
    }

    func callAsFunction(_ picture: Tensor, _ compute: Compute) throws -> Tensor {
        let (height, width) = (picture.shape[1], picture.shape[2])
        let (range, channels) = (range, channels)
        func mean(_ index: Int) -> Float { channels == 3 ? Self.mean[index % 3] : 0 }
        var x = try picture.reflected(toMultiplesOf: window)
        x.withMutableFloats { for i in $0.indices { $0[i] = ($0[i] - mean(i)) * range } }
        let first = try compute.conv2d(x, input, padding: .same(1))
        let deep = try compute.add(run(body, features(first, compute), compute), first)
        x = try finished(deep, x, compute)
        x.withMutableFloats { for i in $0.indices { $0[i] = $0[i] / range + mean(i) } }
        return try x.cropped(rows: 0..<height * scale, columns: 0..<width * scale)
    }

    private func features(_ first: Tensor, _ compute: Compute) throws -> Tensor {
        var x = try inputNorm.map { try compute.layerNorm(first, $0) } ?? first
        for group in groups {
            let inner = try group.blocks.reduce(x) { try $1($0, compute) }
            x = try compute.add(run(group.convolutions, inner, compute), x)
        }
        return try compute.layerNorm(x, norm)
    }

    private func run(_ convolutions: [ConvWeight], _ x: Tensor, _ compute: Compute) throws -> Tensor {
        var x = x
        for (index, weight) in convolutions.enumerated() {
            x = try compute.conv2d(
                x, weight, padding: .same(weight.kernelHeight / 2),
                activation: index < convolutions.count - 1 ? .leakyRelu : .none)
        }
        return x
    }

    private func finished(_ deep: Tensor, _ picture: Tensor, _ compute: Compute) throws -> Tensor {
        func conv(_ x: Tensor, _ w: ConvWeight, _ activation: Activation = .none) throws -> Tensor {
            try compute.conv2d(x, w, padding: .same(1), activation: activation)
        }
        func before(_ weight: ConvWeight) throws -> Tensor {
            try conv(deep, weight).mapped { $0 < 0 ? 0.01 * $0 : $0 }
        }
        switch end {
        case .shuffled(let first, let steps, let last):
            let x = try steps.reduce(before(first)) { try conv($0, $1.0).shuffled($1.factor) }
            return try conv(x, last)
        case .shuffledDirectly(let weight, let factor): return try conv(deep, weight).shuffled(factor)
        case .repeated(let first, let steps, let ends):
            let x = try steps.reduce(before(first)) {
                try compute.conv2d($0, $1, padding: .same(1), upsampled: true, activation: .leakyRelu)
            }
            return try conv(conv(x, ends.0, .leakyRelu), ends.1)
        case .none(let last): return try compute.add(picture, conv(deep, last))
        }
    }
}
