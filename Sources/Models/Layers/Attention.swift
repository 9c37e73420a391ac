internal import Tensors

/// Attention of several heads with its projections.
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

    /// The same, to a prompt. x: [B, T, C], residual: [B, T, C]
    func callAsFunction(
        _ x: Tensor, prompt: PromptContext, residual: Tensor, _ compute: Compute
    ) throws -> Tensor {
        let (keys, values) = try prompt.keys(by: key, value, compute)
        let attended = try compute.attention(q: compute.linear(x, query), k: keys, v: values, heads: heads)
        return try compute.linear(attended, output, residual: residual)
    }

    var byteCount: Int { query.byteCount + key.byteCount + value.byteCount + output.byteCount }
}
