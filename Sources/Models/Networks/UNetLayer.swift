internal import Tensors

/// One element of a UNet block. All work on [B, H, W, C].
enum UNetLayer: Sendable {
    case residual(UNetResidualBlock)
    case transformer(SpatialTransformer)
    /// 3x3, stride 2.
    case downsample(ConvWeight)
    /// Nearest neighbour, then 3x3.
    case upsample(ConvWeight)

    /// 1 where it halves an image, -1 where it doubles it.
    var levels: Int {
        switch self {
        case .residual, .transformer: 0
        case .downsample: 1
        case .upsample: -1
        }
    }

    /// - Parameters:
    ///   - embedding: the activated timestep embedding, [B, E]
    ///   - prompt: what transformers attend to
    ///   - size: what to upsample to; twice as large if nil
    ///   - hooks: what acts in transformers
    func callAsFunction(
        _ x: Tensor, embedding: Tensor, prompt: PromptContext, size: (height: Int, width: Int)?,
        _ hooks: TransformerHooks?, _ compute: Compute
    ) throws -> Tensor {
        switch self {
        case .residual(let block): return try block(x, embedding: embedding, compute)
        case .transformer(let transformer): return try transformer(x, prompt: prompt, hooks, compute)
        case .downsample(let weight): return try compute.conv2d(x, weight, stride: 2, padding: .same(1))
        case .upsample(let weight):
            let double = (height: 2 * x.shape[1], width: 2 * x.shape[2])
            guard let size, size != double else {
                return try compute.conv2d(x, weight, padding: .same(1), upsampled: true)
            }
            guard (double.height - 1...double.height).contains(size.height),
                (double.width - 1...double.width).contains(size.width)
            else {
                // patches resize what a block gives to anything
                return try compute.conv2d(
                    x.nearest(height: size.height, width: size.width), weight, padding: .same(1))
            }
            // the skip of an odd size is one smaller than twice its half
            let cut = try compute.upsampleNearest2x(x).cropped(rows: 0..<size.height, columns: 0..<size.width)
            return try compute.conv2d(cut, weight, padding: .same(1))
        }
    }

    var byteCount: Int {
        switch self {
        case .residual(let block): block.byteCount
        case .transformer(let transformer): transformer.byteCount
        case .downsample(let weight), .upsample(let weight): weight.byteCount
        }
    }
}
