/// An operation of the networks with what it works on: what a backend is asked to run. `Compute`'s functions of the same
/// names tell what each of them does.
package enum Operation: Sendable {
    /// x: [..., K], residual: [..., N], factor: [N] -> [..., N]
    case linear(Tensor, LinearWeight, Activation = .none, residual: Tensor? = nil, factor: Tensor? = nil)
    /// x: [..., K], w: [2N, K] -> [..., N]
    case gatedLinear(Tensor, LinearWeight)
    /// x: [B, H, W, I] -> [B, H', W', O]
    case conv2d(Tensor, ConvWeight, Convolution)
    /// q: [B, T, heads * D], k, v: [B, S, keyHeads * D] -> [B, T, heads * D]
    case attention(q: Tensor, k: Tensor, v: Tensor, AttentionOptions)
    /// x: [B, ..., C] -> the same
    case groupNorm(Tensor, NormWeight, groups: Int, eps: Float, Activation)
    /// x: [..., C] -> the same
    case layerNorm(Tensor, NormWeight, eps: Float)
    /// x: [..., C] -> the same
    case rmsNorm(Tensor, NormWeight, eps: Float)
    /// x: [B, ..., C], scale, shift: [B, C] -> [B, ..., C]
    case modulatedNorm(Tensor, RowNorm, scale: Tensor, shift: Tensor?, eps: Float)
    /// x, residual: [B, ..., C], gate: [B, C] -> [B, ..., C]
    case gatedSum(Tensor, gate: Tensor, residual: Tensor?)
    /// Of one shape.
    case product(Tensor, Tensor, Activation)
    /// x: [..., from + 2n], beside: [..., C] -> [..., C + n]
    case gatedHalves(Tensor, Activation, from: Int = 0, beside: Tensor? = nil)
    /// parts: [B, Ti, Ci] each, turns: [1 or B, sum of Ti, pairs, 2] -> [B, sum of Ti, heads * D]
    case heads([HeadRows], turns: Tensor?, heads: Int, Rotation)
    /// x: [..., C], beside: [..., D] -> [..., D + range.count]
    case channels(Tensor, Range<Int>, Activation = .none, beside: Tensor? = nil)
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
