internal import Tensors

/// Self-attention, attention to the prompt and a feed-forward layer over an image's pixels
/// (ldm/modules/attention.py).
struct SpatialTransformer: Sendable {
    let norm: GroupNorm
    let input: LinearWeight
    let blocks: [TransformerBlock]
    let output: LinearWeight

    /// - Parameters:
    ///   - x: [B, H, W, C]
    ///   - prompt: what it attends to
    ///   - hooks: what acts in it
    func callAsFunction(
        _ x: Tensor, prompt: PromptContext, _ hooks: TransformerHooks? = nil, _ compute: Compute
    ) throws -> Tensor {
        let (batch, height, width) = (x.shape[0], x.shape[1], x.shape[2])
        let normed = try norm(x, compute)
        var tokens = try compute.linear(normed.reshaped([batch, height * width, x.shape[3]]), input)
        for (index, block) in blocks.enumerated() {
            tokens = try block(tokens, prompt: prompt, hooks?.at(transformer: index), compute)
        }
        return try compute.linear(tokens, output, residual: x.reshaped(tokens.shape.dropLast() + [x.shape[3]]))
            .reshaped(x.shape)
    }

    var byteCount: Int {
        blocks.reduce(norm.byteCount + input.byteCount + output.byteCount) { $0 + $1.byteCount }
    }
}
