internal import Tensors

/// A T2I-Adapter (Mou et al. 2023; TencentARC/T2I-Adapter, ldm/modules/encoders/adapter.py): a picture's features at the
/// levels of a UNet.
struct AdapterNetwork: Sendable {
    /// A residual block of the full form, or, between two convolutions, several of the light one.
    private struct Block: Sendable {
        enum Downsampling: Sendable {
            case none
            /// Means of 2x2 pixels.
            case pooling
            /// 3x3, stride 2.
            case convolution(ConvWeight)
        }

        var downsampling = Downsampling.none
        var input: ConvWeight?
        var layers: [(first: ConvWeight, second: ConvWeight)] = []
        var output: ConvWeight?

        var byteCount: Int {
            var all = layers.flatMap { [$0.first, $0.second] } + [input, output].compactMap { $0 }
            if case .convolution(let weight) = downsampling { all.append(weight) }
            return all.reduce(0) { $0 + $1.byteCount }
        }
    }

    /// Pixels that become one place's channels, along each side.
    let unshuffle: Int
    /// Of the picture.
    let inputChannels: Int
    /// For SDXL: three levels, and the last features go to the middle.
    let isXL: Bool
    let byteCount: Int
    private let first: ConvWeight?
    private let blocks: [Block]
    /// Blocks of a level.
    private let blocksPerLevel: Int

    private static let levels = 4

    /// - Parameter reader: at the tensors `conv_in...` (of the full form) and `body...`
    init(_ reader: WeightReader) throws {
        let isLight = reader.has("body.0.in_conv.weight")
        let inputs: Int
        if isLight {
            (first, blocksPerLevel, isXL) = (nil, 1, false)
            guard let shape = reader.shape("body.0.in_conv.weight"), shape.count == 4, shape[1] > 0 else {
                throw reader.badShape("body.0.in_conv.weight", "is no convolution")
            }
            inputs = shape[1]
            blocks = try Self.lightBlocks(reader, inputs: inputs)
        } else {
            let convolution = try reader.convolution("conv_in")
            inputs = convolution.inputs
            (first, blocksPerLevel, isXL) = (convolution, 2, inputs == 256 || inputs == 768)
            blocks = try Self.fullBlocks(reader, width: convolution.outputs, isXL: isXL)
        }
        unshuffle = isXL ? 16 : 8
        inputChannels = inputs / (unshuffle * unshuffle)
        guard inputChannels > 0, inputs == inputChannels * unshuffle * unshuffle else {
            throw ModelError(.badShape, "\(reader.fileName): an adapter of \(inputs) input channels")
        }
        byteCount = blocks.reduce(first?.byteCount ?? 0) { $0 + $1.byteCount }
    }

    private static func fullBlocks(_ reader: WeightReader, width: Int, isXL: Bool) throws -> [Block] {
        let kernel = reader.shape("body.0.block2.weight")?.last ?? 3
        guard kernel == 1 || kernel == 3 else {
            throw reader.badShape("body.0.block2.weight", "has a kernel of \(kernel)")
        }
        let halves = isXL ? [2] : [1, 2, 3]
        let widths = [width, 2 * width, 4 * width, 4 * width]
        var (blocks, channels): ([Block], Int) = ([], width)
        for level in 0..<levels {
            for index in 0..<2 {
                let at = reader.at("body.\(2 * level + index)")
                var block = Block()
                if index == 0, halves.contains(level) {
                    block.downsampling =
                        at.has("down_opt.op.weight")
                        ? .convolution(try at.convolution("down_opt.op", inputs: channels, outputs: channels))
                        : .pooling
                }
                if channels != widths[level] {
                    block.input = try at.convolution(
                        "in_conv", inputs: channels, outputs: widths[level], kernel: kernel)
                }
                channels = widths[level]
                block.layers = [
                    (
                        try at.convolution("block1", inputs: channels, outputs: channels),
                        try at.convolution("block2", inputs: channels, outputs: channels, kernel: kernel)
                    )
                ]
                blocks.append(block)
            }
        }
        return blocks
    }

    private static func lightBlocks(_ reader: WeightReader, inputs: Int) throws -> [Block] {
        var (blocks, channels): ([Block], Int) = ([], inputs)
        for level in 0..<levels {
            let at = reader.at("body.\(level)")
            var block = Block()
            if level > 0 { block.downsampling = .pooling }
            let input = try at.convolution("in_conv", inputs: channels, kernel: 1)
            block.input = input
            for index in 0..<max(at.count("body"), 1) {
                let layer = at.at("body.\(index)")
                block.layers.append(
                    (
                        try layer.convolution("block1", inputs: input.outputs, outputs: input.outputs),
                        try layer.convolution("block2", inputs: input.outputs, outputs: input.outputs)
                    ))
            }
            let output = try at.convolution("out_conv", inputs: input.outputs, kernel: 1)
            block.output = output
            channels = output.outputs
            blocks.append(block)
        }
        return blocks
    }

    /// The features after each level. picture: [N, H, W, inputChannels], sides multiples of `unshuffle`
    func callAsFunction(_ picture: Tensor, _ compute: Compute) throws -> [Tensor] {
        var x = try picture.unshuffled(unshuffle)
        if let first { x = try compute.conv2d(x, first, padding: .same(1)) }
        var features: [Tensor] = []
        for (index, block) in blocks.enumerated() {
            x = try run(block, x, compute)
            if (index + 1) % blocksPerLevel == 0 { features.append(x) }
        }
        return features
    }

    private func run(_ block: Block, _ input: Tensor, _ compute: Compute) throws -> Tensor {
        func conv(
            _ x: Tensor, _ w: ConvWeight, activation: Activation = .none, residual: Tensor? = nil
        ) throws -> Tensor {
            try compute.conv2d(
                x, w, padding: .same(w.kernelHeight / 2), activation: activation, residual: residual)
        }
        var x = input
        switch block.downsampling {
        case .none: break
        case .pooling: x = try x.pooled2x2()
        case .convolution(let weight): x = try compute.conv2d(x, weight, stride: 2, padding: .same(1))
        }
        if let weight = block.input { x = try conv(x, weight) }
        for layer in block.layers { x = try conv(conv(x, layer.first, activation: .relu), layer.second, residual: x) }
        return try block.output.map { try conv(x, $0) } ?? x
    }
}

extension Tensor {
    /// Means of 2x2 pixels; odd sides are padded with zeros before and behind, which count (PyTorch's `AvgPool2d` of
    /// padding 1). [N, H, W, C] -> [N, (H + 1) / 2, (W + 1) / 2, C]
    func pooled2x2() throws(OutOfMemoryError) -> Tensor {
        let (batch, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
        let (top, left) = (height % 2, width % 2)
        var result = try Tensor(allocatingZeros: [batch, (height + 1) / 2, (width + 1) / 2, channels])
        let (rows, columns) = (result.shape[1], result.shape[2])
        result.withMutableFloats { target in
            withFloats { source in
                for item in 0..<batch {
                    for y in 0..<height {
                        for x in 0..<width {
                            let (row, column) = ((y + top) / 2, (x + left) / 2)
                            guard row < rows, column < columns else { continue }
                            let from = ((item * height + y) * width + x) * channels
                            let to = ((item * rows + row) * columns + column) * channels
                            for c in 0..<channels { target[to + c] += source[from + c] * 0.25 }
                        }
                    }
                }
            }
        }
        return result
    }
}
