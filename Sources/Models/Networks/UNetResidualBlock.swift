internal import Tensors

/// Two convolutions with the timestep between them.
struct UNetResidualBlock: Sendable {
    let inputNorm: GroupNorm
    let inputConvolution: ConvWeight
    let embedding: LinearWeight
    let outputNorm: GroupNorm
    let outputConvolution: ConvWeight
    /// 1x1, where the channels change.
    let skip: LinearWeight?

    func callAsFunction(_ x: Tensor, embedding e: Tensor, _ compute: Compute) throws -> Tensor {
        var h = try inputNorm(x, activation: .silu, compute)
        h = try compute.conv2d(h, inputConvolution, padding: .same(1), itemBias: compute.linear(e, embedding))
        h = try outputNorm(h, activation: .silu, compute)
        let residual = try skip.map { try compute.linear(x, $0) } ?? x
        return try compute.conv2d(h, outputConvolution, padding: .same(1), residual: residual)
    }

    var byteCount: Int {
        inputNorm.byteCount + inputConvolution.byteCount + embedding.byteCount + outputNorm.byteCount
            + outputConvolution.byteCount + (skip?.byteCount ?? 0)
    }
}
