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
    ///   - context: [B, T, D]
    ///   - size: what to upsample to; twice as large if nil
    func callAsFunction(
        _ x: Tensor, embedding: Tensor, context: Tensor, size: (height: Int, width: Int)?, _ compute: Compute
    ) throws -> Tensor {
        switch self {
        case .residual(let block): return try block(x, embedding: embedding, compute)
        case .transformer(let transformer): return try transformer(x, context: context, compute)
        case .downsample(let weight): return try compute.conv2d(x, weight, stride: 2, padding: .same(1))
        case .upsample(let weight):
            // the skip of an odd size is one smaller than twice its half
            guard let size, size.height < 2 * x.shape[1] || size.width < 2 * x.shape[2] else {
                return try compute.conv2d(x, weight, padding: .same(1), upsampled: true)
            }
            let doubled = try compute.upsampleNearest2x(x).cropped(height: size.height, width: size.width)
            return try compute.conv2d(doubled, weight, padding: .same(1))
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

/// Two convolutions with the timestep between them.
struct UNetResidualBlock: Sendable {
    let inputNorm: NormWeight
    let inputConvolution: ConvWeight
    let embedding: LinearWeight
    let outputNorm: NormWeight
    let outputConvolution: ConvWeight
    /// 1x1, where the channels change.
    let skip: LinearWeight?

    func callAsFunction(_ x: Tensor, embedding e: Tensor, _ compute: Compute) throws -> Tensor {
        var h = try compute.groupNorm(x, inputNorm, groups: groupCount, eps: 1e-5, activation: .silu)
        h = try compute.conv2d(h, inputConvolution, padding: .same(1), itemBias: compute.linear(e, embedding))
        h = try compute.groupNorm(h, outputNorm, groups: groupCount, eps: 1e-5, activation: .silu)
        let residual = try skip.map { try compute.linear(x, $0) } ?? x
        return try compute.conv2d(h, outputConvolution, padding: .same(1), residual: residual)
    }

    var byteCount: Int {
        inputNorm.byteCount + inputConvolution.byteCount + embedding.byteCount + outputNorm.byteCount
            + outputConvolution.byteCount + (skip?.byteCount ?? 0)
    }
}

extension Tensor {
    /// The upper left part. [B, H, W, C] -> [B, height, width, C]
    func cropped(height: Int, width: Int) -> Tensor {
        let (b, h, w, c) = (shape[0], shape[1], shape[2], shape[3])
        if height >= h && width >= w { return self }
        var result = Tensor(uninitialized: [b, min(height, h), min(width, w), c])
        let (rows, columns) = (result.shape[1], result.shape[2])
        withFloats { source in
            result.withMutableFloats { target in
                for item in 0..<b {
                    for row in 0..<rows {
                        let from = source.baseAddress! + (item * h + row) * w * c
                        let to = target.baseAddress! + (item * rows + row) * columns * c
                        to.update(from: from, count: columns * c)
                    }
                }
            }
        }
        return result
    }
}
