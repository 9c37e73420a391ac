internal import SyntheticModels

/// The operations of a UNet in the layout of CompVis/stable-diffusion.
struct UNetShapes {
    let channels: Int
    let multipliers: [Int]
    /// Transformer blocks at each level.
    let depths: [Int]
    let middleDepth: Int
    let contextWidth: Int
    /// Heads at every width, or the width of each head.
    let heads: Int?
    let headWidth: Int?
    /// Width of the vector that goes in beside the timestep.
    let extraWidth: Int?

    static let sd15 = UNetShapes(
        channels: 320, multipliers: [1, 2, 4, 4], depths: [1, 1, 1, 0], middleDepth: 1, contextWidth: 768, heads: 8,
        headWidth: nil, extraWidth: nil)
    static let sd2 = UNetShapes(
        channels: 320, multipliers: [1, 2, 4, 4], depths: [1, 1, 1, 0], middleDepth: 1, contextWidth: 1024, heads: nil,
        headWidth: 64, extraWidth: nil)
    static let sdxl = UNetShapes(
        channels: 320, multipliers: [1, 2, 4], depths: [0, 2, 10], middleDepth: 10, contextWidth: 2048, heads: nil,
        headWidth: 64, extraWidth: 2816)

    private static let blocks = 2
    private static let tokens = 77

    /// - Parameters: of the latent.
    func operations(batch: Int, height: Int, width: Int) -> OperationList {
        var list = OperationList()
        let embedding = 4 * channels
        list.add(.linear(m: batch, k: channels, n: embedding))
        list.add(.linear(m: batch, k: embedding, n: embedding))
        if let extraWidth {
            list.add(.linear(m: batch, k: extraWidth, n: embedding))
            list.add(.linear(m: batch, k: embedding, n: embedding))
        }
        list.add(
            .convolution(batch: batch, height: height, width: width, inputs: 4, outputs: channels))
        var (h, w, current) = (height, width, channels)
        var skips = [channels]
        for (level, multiplier) in multipliers.enumerated() {
            for _ in 0..<Self.blocks {
                residual(&list, batch, h, w, current, channels * multiplier)
                current = channels * multiplier
                transformer(&list, batch, h, w, current, depths[level])
                skips.append(current)
            }
            guard level < multipliers.count - 1 else { continue }
            list.add(.convolution(batch: batch, height: h, width: w, inputs: current, outputs: current, stride: 2))
            (h, w) = (h / 2, w / 2)
            skips.append(current)
        }
        residual(&list, batch, h, w, current, current)
        transformer(&list, batch, h, w, current, middleDepth)
        residual(&list, batch, h, w, current, current)
        for (level, multiplier) in multipliers.enumerated().reversed() {
            for block in 0...Self.blocks {
                let skip = skips.removeLast()
                list.add(.concatChannels(pixels: batch * h * w, current, skip))
                residual(&list, batch, h, w, current + skip, channels * multiplier)
                current = channels * multiplier
                transformer(&list, batch, h, w, current, depths[level])
                guard level > 0, block == Self.blocks else { continue }
                list.add(
                    .convolution(
                        batch: batch, height: h, width: w, inputs: current, outputs: current, upsampled: true))
                (h, w) = (h * 2, w * 2)
            }
        }
        list.add(.groupNorm(batch: batch, height: h, width: w, channels: channels, silu: true))
        list.add(.convolution(batch: batch, height: h, width: w, inputs: channels, outputs: 4))
        return list
    }

    private func residual(
        _ list: inout OperationList, _ batch: Int, _ h: Int, _ w: Int, _ inputs: Int, _ outputs: Int
    ) {
        list.add(.groupNorm(batch: batch, height: h, width: w, channels: inputs, silu: true))
        list.add(.convolution(batch: batch, height: h, width: w, inputs: inputs, outputs: outputs))
        list.add(.linear(m: batch, k: 4 * channels, n: outputs))
        list.add(.groupNorm(batch: batch, height: h, width: w, channels: outputs, silu: true))
        list.add(.convolution(batch: batch, height: h, width: w, inputs: outputs, outputs: outputs))
        if inputs != outputs { list.add(.linear(m: batch * h * w, k: inputs, n: outputs)) }
    }

    private func transformer(
        _ list: inout OperationList, _ batch: Int, _ h: Int, _ w: Int, _ channels: Int, _ depth: Int
    ) {
        guard depth > 0 else { return }
        let (places, rows) = (h * w, batch * h * w)
        let heads = heads ?? channels / headWidth!
        let square = OperationShape.linear(m: rows, k: channels, n: channels)
        list.add(.groupNorm(batch: batch, height: h, width: w, channels: channels, silu: false))
        list.add(square)
        for _ in 0..<depth {
            for _ in 0..<3 { list.add(.layerNorm(rows: rows, channels: channels)) }
            // queries, keys, values and output of self-attention; queries and output of the other
            for _ in 0..<6 { list.add(square) }
            for _ in 0..<2 { list.add(.linear(m: batch * Self.tokens, k: contextWidth, n: channels)) }
            for keys in [places, Self.tokens] {
                list.add(
                    .attention(
                        batch: batch, queries: places, keys: keys, heads: heads, headWidth: channels / heads))
            }
            list.add(.gatedLinear(m: rows, k: channels, n: 4 * channels))
            list.add(.linear(m: rows, k: 4 * channels, n: channels))
        }
        list.add(square)
    }
}

extension UNetShapes {
    /// - Parameter model: one with a UNet
    static func of(_ model: Options.Model) -> UNetShapes {
        switch model {
        case .sdTurbo: .sd2
        case .sdxl: .sdxl
        default: .sd15
        }
    }
}
