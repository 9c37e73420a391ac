internal import SyntheticModels

/// The operations of CLIP's text transformers.
struct TextEncoderShapes {
    let width: Int
    let depth: Int

    static let clipL = TextEncoderShapes(width: 768, depth: 12)
    /// OpenCLIP's of Stable Diffusion 2, without the last layer, which does not count.
    static let clipH = TextEncoderShapes(width: 1024, depth: 23)
    static let clipG = TextEncoderShapes(width: 1280, depth: 32)

    private static let tokens = 77
    private static let headWidth = 64

    /// Of one chunk of a prompt.
    var operations: OperationList {
        var list = OperationList()
        let square = OperationShape.linear(m: Self.tokens, k: width, n: width)
        for _ in 0..<depth {
            for _ in 0..<2 { list.add(.layerNorm(rows: Self.tokens, channels: width)) }
            for _ in 0..<4 { list.add(square) }
            list.add(
                .attention(
                    batch: 1, queries: Self.tokens, keys: Self.tokens, heads: width / Self.headWidth,
                    headWidth: Self.headWidth, causal: true))
            list.add(.linear(m: Self.tokens, k: width, n: 4 * width))
            list.add(.linear(m: Self.tokens, k: 4 * width, n: width))
        }
        list.add(.layerNorm(rows: Self.tokens, channels: width))
        return list
    }
}

extension Options.Model {
    /// Of a model with a UNet.
    var textShapes: [TextEncoderShapes] {
        switch self {
        case .sdTurbo: [.clipH]
        case .sdxl: [.clipL, .clipG]
        default: [.clipL]
        }
    }
}
