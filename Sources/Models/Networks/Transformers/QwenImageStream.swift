internal import Tensors

/// What one of the two streams has in a block of Qwen-Image (QwenLM/Qwen-Image; diffusers,
/// transformer_qwenimage.py).
struct QwenImageStream: Sendable {
    /// Of the tokens' modulation: all of them by one vector, or those from a place on by another.
    struct Times {
        /// Activated. [B, width]
        let vector: Tensor
        /// Of the tokens from `start` on.
        let rest: (start: Int, vector: Tensor)?
    }

    /// Names of the stream's layers in the attention.
    struct Names {
        let query, key, value, output, queryNorm, keyNorm: String

        static let picture = Names(
            query: "to_q", key: "to_k", value: "to_v", output: "to_out.0", queryNorm: "norm_q", keyNorm: "norm_k")
        static let text = Names(
            query: "add_q_proj", key: "add_k_proj", value: "add_v_proj", output: "to_add_out",
            queryNorm: "norm_added_q", keyNorm: "norm_added_k")
    }

    private let width: Int
    private let modulation: LinearWeight
    private let query: LinearWeight
    private let key: LinearWeight
    private let value: LinearWeight
    private let output: LinearWeight
    private let queryNorm: RMSNorm
    private let keyNorm: RMSNorm
    private let feedForward: FeedForward

    /// - Parameters:
    ///   - reader: at the block
    ///   - prefix: "img" or "txt"
    init(_ reader: WeightReader, _ prefix: String, _ names: Names, width: Int, headWidth: Int) throws {
        self.width = width
        modulation = try reader.linear("\(prefix)_mod.1", inputs: width, outputs: 6 * width)
        let attention = reader.at("attn")
        func layer(_ name: String) throws -> LinearWeight {
            try attention.linear(name, inputs: width, outputs: width)
        }
        (query, key) = (try layer(names.query), try layer(names.key))
        (value, output) = (try layer(names.value), try layer(names.output))
        queryNorm = try RMSNorm(attention.at(names.queryNorm), headWidth, eps: 1e-6)
        keyNorm = try RMSNorm(attention.at(names.keyNorm), headWidth, eps: 1e-6)
        feedForward = try FeedForward(
            reader.at("\(prefix)_mlp"), ("net.0.proj", "net.2"), inputs: width, outputs: width, activation: .tanhGelu)
    }

    /// Two modulations: of the attention, of the feed-forward part.
    struct Modulations {
        fileprivate let all: [FluxModulation]
        fileprivate let rest: (start: Int, all: [FluxModulation])?
    }

    func modulations(_ times: Times, _ compute: Compute) throws -> Modulations {
        func parts(_ vector: Tensor) throws -> [FluxModulation] {
            let parts = try compute.split(
                compute.linear(vector, modulation), Array(repeating: width, count: 6))
            return [0, 3].map { FluxModulation(shift: parts[$0], scale: parts[$0 + 1], gate: parts[$0 + 2]) }
        }
        return Modulations(
            all: try parts(times.vector), rest: try times.rest.map { (start: $0.start, all: try parts($0.vector)) })
    }

    /// Queries, keys and values. x: [B, T, width] -> the same, three times
    func factors(_ x: Tensor, _ modulations: Modulations, _ compute: Compute) throws -> AttentionRows {
        let normed = try normed(x, modulations, 0, compute)
        return AttentionRows(
            queries: try compute.linear(normed, query), keys: try compute.linear(normed, key),
            values: try compute.linear(normed, value), norms: (queryNorm, keyNorm))
    }

    /// Behind the attention.
    func finish(
        _ x: Tensor, attended: Tensor, _ modulations: Modulations, _ compute: Compute
    ) throws -> Tensor {
        guard modulations.rest == nil else {
            let h = try gated(compute.linear(attended, output), modulations, 0, residual: x, compute)
            return try gated(
                feedForward(normed(h, modulations, 1, compute), compute), modulations, 1, residual: h, compute)
        }
        let h = try compute.linear(attended, output, gate: modulations.all[0].gate, residual: x)
        return try feedForward(
            normed(h, modulations, 1, compute), gate: modulations.all[1].gate, residual: h, compute)
    }

    private func normed(_ x: Tensor, _ modulations: Modulations, _ index: Int, _ compute: Compute) throws -> Tensor {
        guard let rest = modulations.rest else { return try modulations.all[index].normed(x, compute) }
        return try Tensor.joiningTokens([
            modulations.all[index].normed(x.tokens(0..<rest.start), compute),
            rest.all[index].normed(x.tokens(rest.start..<x.shape[1]), compute),
        ])
    }

    private func gated(
        _ x: Tensor, _ modulations: Modulations, _ index: Int, residual: Tensor, _ compute: Compute
    ) throws -> Tensor {
        guard let rest = modulations.rest else {
            return try compute.gatedSum(x, gate: modulations.all[index].gate, residual: residual)
        }
        let (head, tail) = (0..<rest.start, rest.start..<x.shape[1])
        return try Tensor.joiningTokens([
            compute.gatedSum(x.tokens(head), gate: modulations.all[index].gate, residual: residual.tokens(head)),
            compute.gatedSum(x.tokens(tail), gate: rest.all[index].gate, residual: residual.tokens(tail)),
        ])
    }

    var byteCount: Int {
        [modulation, query, key, value, output].reduce(queryNorm.byteCount + keyNorm.byteCount + feedForward.byteCount)
        { $0 + $1.byteCount }
    }
}
