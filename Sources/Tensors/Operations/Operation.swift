/// An operation of the networks with what it works on: what a backend is asked to run. `Compute`'s functions of the same
/// names tell what each of them does.
package enum Operation: Sendable {
    /// x: [..., K], residual: [..., N] -> [..., N]
    case linear(Tensor, LinearWeight, Activation = .none, residual: Tensor? = nil)
    /// x: [..., K], w: [2N, K] -> [..., N]
    case gatedLinear(Tensor, LinearWeight)
    /// x: [B, H, W, I] -> [B, H', W', O]
    case conv2d(Tensor, ConvWeight, Convolution)
    /// q: [B, T, C], k, v: [B, S, C] -> [B, T, C]
    case attention(q: Tensor, k: Tensor, v: Tensor, heads: Int, causal: Bool)
    /// x: [B, ..., C] -> the same
    case groupNorm(Tensor, NormWeight, groups: Int, eps: Float, Activation)
    /// x: [..., C] -> the same
    case layerNorm(Tensor, NormWeight, eps: Float)
    /// x: [..., N] -> the same
    case softmax(Tensor)
    /// Of any shape.
    case activate(Tensor, Activation)
    /// Of one shape.
    case add(Tensor, Tensor)
    /// weight: [N, ...] -> [ids.count, ...]
    case lookUp([Int], StoredWeight)
    /// x: [B, H, W, C] -> [B, 2H, 2W, C]
    case upsampleNearest2x(Tensor)
    /// a: [..., C], b: [..., D] -> [..., C + D]
    case concatChannels(Tensor, Tensor)
    /// [B, C, H, W] -> [B, H, W, C]
    case nhwc(Tensor)
    /// [B, H, W, C] -> [B, C, H, W]
    case nchw(Tensor)
}
