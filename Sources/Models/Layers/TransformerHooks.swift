internal import Tensors

/// Applies what acts at the attentions of one transformer block.
struct TransformerHooks {
    let patches: NetworkPatches
    private(set) var call: NetworkPatches.Call

    init(patches: NetworkPatches, call: NetworkPatches.Call) {
        self.patches = patches
        self.call = call
    }

    /// What acts at one of the block's transformers.
    func at(transformer index: Int) -> TransformerHooks {
        var copy = self
        copy.call.place.transformer = index
        return copy
    }

    /// A block's attention with its patches, added to `residual`: to the prompt, or of x to itself. x: [B, T, C]
    func attention(
        _ attention: Attention, _ kind: KeyPath<NetworkPatches, AttentionPatches>, _ x: Tensor,
        _ prompt: PromptContext?, residual: Tensor, _ compute: Compute
    ) throws -> Tensor {
        let patches = patches[keyPath: kind]
        guard !patches.isEmpty else {
            return try prompt.map { try attention(x, prompt: $0, residual: residual, compute) }
                ?? attention(x, context: x, residual: residual, compute)
        }
        let context = prompt?.tokens ?? x
        let inputs = try patches.inputs.reduce(AttentionPatches.Inputs(x: x, keys: context, values: context)) {
            try $1($0, call)
        }
        let bare: (AttentionPatches.Inputs) throws -> Tensor = { inputs in
            let q = try compute.linear(inputs.x, attention.query)
            let k = try compute.linear(inputs.keys, attention.key)
            let v = try compute.linear(inputs.values, attention.value)
            let attended =
                try patches.replacement(at: call.place)?(q, k, v, attention.heads, call)
                ?? compute.attention(q: q, k: k, v: v, heads: attention.heads)
            return try compute.linear(attended, attention.output)
        }
        let wrapped = patches.around.reduce(bare) { attend, wrapper in { try wrapper($0, call, attend) } }
        let output = try wrapped(inputs)
        return try compute.add(patches.output.reduce(output) { try $1($0, call) }, residual)
    }

    func between(_ x: Tensor) throws -> Tensor { try patches.betweenAttentions.reduce(x) { try $1($0, call) } }
}
