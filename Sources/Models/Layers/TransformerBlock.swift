internal import Tensors

/// Self-attention, attention to a context and a gated feed-forward layer, each normed before and added behind.
struct TransformerBlock: Sendable {
    let norms: [NormWeight]
    let selfAttention: Attention
    let crossAttention: Attention
    /// The first attention is to the context too.
    var attendsTwice = false
    let feedForward: (gate: LinearWeight, output: LinearWeight)

    /// x: [B, T, C]
    func callAsFunction(
        _ input: Tensor, prompt: PromptContext, _ hooks: TransformerHooks? = nil, _ compute: Compute
    ) throws -> Tensor {
        var x = input
        var normed = try compute.layerNorm(x, norms[0], eps: 1e-5)
        if let hooks {
            x = try hooks.attention(
                selfAttention, \.selfAttention, normed, attendsTwice ? prompt : nil, residual: x, compute)
            x = try hooks.between(x)
            normed = try compute.layerNorm(x, norms[1], eps: 1e-5)
            x = try hooks.attention(crossAttention, \.crossAttention, normed, prompt, residual: x, compute)
        } else {
            x =
                try attendsTwice
                ? selfAttention(normed, prompt: prompt, residual: x, compute)
                : selfAttention(normed, context: normed, residual: x, compute)
            normed = try compute.layerNorm(x, norms[1], eps: 1e-5)
            x = try crossAttention(normed, prompt: prompt, residual: x, compute)
        }
        let gated = try compute.gatedLinear(compute.layerNorm(x, norms[2], eps: 1e-5), feedForward.gate)
        return try compute.linear(gated, feedForward.output, residual: x)
    }

    var byteCount: Int {
        norms.reduce(0) { $0 + $1.byteCount } + selfAttention.byteCount + crossAttention.byteCount
            + feedForward.gate.byteCount + feedForward.output.byteCount
    }
}
