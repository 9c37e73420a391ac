internal import Tensors

/// Self-attention, attention to the prompt and a feed-forward layer over an image's pixels
/// (ldm/modules/attention.py).
struct SpatialTransformer: Sendable {
    let norm: NormWeight
    let input: LinearWeight
    let blocks: [TransformerBlock]
    let output: LinearWeight

    /// - Parameters:
    ///   - x: [B, H, W, C]
    ///   - context: [B, T, D]
    func callAsFunction(_ x: Tensor, context: Tensor, _ compute: Compute) throws -> Tensor {
        let (batch, height, width) = (x.shape[0], x.shape[1], x.shape[2])
        let normed = try compute.groupNorm(x, norm, groups: groupCount, eps: 1e-6, activation: .none)
        var tokens = try compute.linear(normed.reshaped([batch, height * width, x.shape[3]]), input)
        for block in blocks { tokens = try block(tokens, context: context, compute) }
        return try compute.linear(tokens, output, residual: x.reshaped(tokens.shape.dropLast() + [x.shape[3]]))
            .reshaped(x.shape)
    }

    var byteCount: Int {
        blocks.reduce(norm.byteCount + input.byteCount + output.byteCount) { $0 + $1.byteCount }
    }
}

struct TransformerBlock: Sendable {
    let norms: [NormWeight]
    let selfAttention: Attention
    let crossAttention: Attention
    let feedForward: (gate: LinearWeight, output: LinearWeight)

    /// x: [B, T, C]
    func callAsFunction(_ input: Tensor, context: Tensor, _ compute: Compute) throws -> Tensor {
        var x = input
        let normed = try compute.layerNorm(x, norms[0], eps: 1e-5)
        x = try selfAttention(normed, context: normed, residual: x, compute)
        x = try crossAttention(compute.layerNorm(x, norms[1], eps: 1e-5), context: context, residual: x, compute)
        let gated = try compute.gatedLinear(compute.layerNorm(x, norms[2], eps: 1e-5), feedForward.gate)
        return try compute.linear(gated, feedForward.output, residual: x)
    }

    var byteCount: Int {
        norms.reduce(0) { $0 + $1.byteCount } + selfAttention.byteCount + crossAttention.byteCount
            + feedForward.gate.byteCount + feedForward.output.byteCount
    }
}

struct Attention: Sendable {
    let heads: Int
    let query: LinearWeight
    let key: LinearWeight
    let value: LinearWeight
    let output: LinearWeight

    /// x: [B, T, C], context: [B, S, D], residual: [B, T, C]
    func callAsFunction(
        _ x: Tensor, context: Tensor, residual: Tensor, causal: Bool = false, _ compute: Compute
    ) throws -> Tensor {
        let attended = try compute.attention(
            q: compute.linear(x, query), k: compute.linear(context, key), v: compute.linear(context, value),
            heads: heads, causal: causal)
        return try compute.linear(attended, output, residual: residual)
    }

    var byteCount: Int { query.byteCount + key.byteCount + value.byteCount + output.byteCount }
}
