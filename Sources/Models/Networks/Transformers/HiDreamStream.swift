internal import Tensors

/// What the tokens of one of the two streams go through in a block of HiDream (diffusers, transformer_hidream_image.py).
struct HiDreamStream: Sendable {
    private enum FeedForwardPart: Sendable {
        case plain(GatedFeedForward)
        case mixed(MixedFeedForward)

        func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
            switch self {
            case .plain(let layer): try layer(x, compute)
            case .mixed(let layer): try layer(x, compute)
            }
        }

        var byteCount: Int {
            switch self {
            case .plain(let layer): layer.byteCount
            case .mixed(let layer): layer.byteCount
            }
        }
    }

    private let query: LinearWeight
    private let key: LinearWeight
    private let value: LinearWeight
    private let output: LinearWeight
    /// Over all heads at once.
    private let queryNorm: RMSNorm
    private let keyNorm: RMSNorm
    private let feedForward: FeedForwardPart

    /// - Parameters:
    ///   - reader: at the block
    ///   - suffix: of the attention's layers: nothing for the picture's, "_t" for the text's
    ///   - path: of the feed-forward part
    init(_ reader: WeightReader, suffix: String, feedForward path: String, width: Int) throws {
        let attention = reader.at("attn1")
        func layer(_ name: String) throws -> LinearWeight {
            try attention.linear("\(name)\(suffix)", inputs: width, outputs: width)
        }
        (query, key) = (try layer("to_q"), try layer("to_k"))
        (value, output) = (try layer("to_v"), try layer("to_out"))
        queryNorm = try RMSNorm(attention.at("q_rms_norm\(suffix)"), width, eps: 1e-5)
        keyNorm = try RMSNorm(attention.at("k_rms_norm\(suffix)"), width, eps: 1e-5)
        let fed = reader.at(path)
        feedForward =
            fed.has("gate.weight")
            ? .mixed(try MixedFeedForward(fed, width: width))
            : .plain(try GatedFeedForward(fed, ("w1", "w3", "w2"), width: width, activation: .silu))
    }

    /// Queries, keys and values. x: [B, T, width]
    func factors(_ x: Tensor, _ modulation: FluxModulation, _ compute: Compute) throws -> AttentionRows {
        let normed = try modulation.normed(x, compute)
        return AttentionRows(
            queries: try queryNorm(compute.linear(normed, query), compute),
            keys: try keyNorm(compute.linear(normed, key), compute), values: try compute.linear(normed, value),
            norms: nil)
    }

    /// Behind the attention.
    func finish(
        _ x: Tensor, attended: Tensor, _ modulations: ArraySlice<FluxModulation>, _ compute: Compute
    ) throws -> Tensor {
        let (first, second) = (modulations[modulations.startIndex], modulations[modulations.startIndex + 1])
        let h = try compute.gatedSum(compute.linear(attended, output), gate: first.gate, residual: x)
        return try compute.gatedSum(
            feedForward(second.normed(h, compute), compute), gate: second.gate, residual: h)
    }

    /// Of the feed-forward part's widest layer.
    var inner: Int {
        switch feedForward {
        case .plain(let layer): layer.gate.outputs
        case .mixed(let layer): layer.inner
        }
    }

    var byteCount: Int {
        [query, key, value, output].reduce(queryNorm.byteCount + keyNorm.byteCount + feedForward.byteCount) {
            $0 + $1.byteCount
        }
    }
}
