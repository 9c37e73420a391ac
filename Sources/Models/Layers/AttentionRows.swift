internal import Tensors

/// What a stream of tokens gives an attention: its queries, keys and values, before their norms and turns.
struct AttentionRows: Sendable {
    let queries: HeadRows
    let keys: HeadRows
    let values: HeadRows

    /// Neighbouring channels of one layer's output. x: [B, T, queries + 2 keys]
    ///
    /// - Parameters:
    ///   - queries: so many channels
    ///   - keys: nil is as many
    ///   - norms: of each head of queries and of keys
    init(of x: Tensor, queries: Int, keys: Int? = nil, norms: (query: RMSNorm, key: RMSNorm)?) {
        let keys = keys ?? queries
        let (first, second) = (0..<queries, queries..<queries + keys)
        self.queries = norms?.query.heads(x, first) ?? HeadRows(x, first)
        self.keys = norms?.key.heads(x, second) ?? HeadRows(x, second)
        values = HeadRows(x, queries + keys..<queries + 2 * keys)
    }

    /// Of layers of their own. [B, T, channels] each
    init(queries: Tensor, keys: Tensor, values: Tensor, norms: (query: RMSNorm, key: RMSNorm)?) {
        let (first, second) = (0..<queries.shape[2], 0..<keys.shape[2])
        self.queries = norms?.query.heads(queries, first) ?? HeadRows(queries, first)
        self.keys = norms?.key.heads(keys, second) ?? HeadRows(keys, second)
        self.values = HeadRows(values, 0..<values.shape[2])
    }

    /// The attention of all streams' tokens, one stream's behind the other's, to each other.
    ///
    /// - Parameter turns: of the queries and keys of all tokens. [1 or B, T, pairs, 2]
    /// - Returns: [B, T, channels of the queries]
    static func attention(
        _ streams: [AttentionRows], turns: Tensor?, rotation: Rotation = .neighbours, _ options: AttentionOptions,
        _ compute: Compute
    ) throws -> Tensor {
        let (q, k, v) = try factors(
            streams, turns: turns, rotation: rotation, heads: options.heads, keyHeads: options.keyHeads, compute)
        return try compute.attention(q: q, k: k, v: v, options)
    }

    /// Queries, keys and values of all streams' tokens, normed and turned. [B, T, heads * width of a head] each
    static func factors(
        _ streams: [AttentionRows], turns: Tensor?, rotation: Rotation, heads: Int, keyHeads: Int, _ compute: Compute
    ) throws -> (q: Tensor, k: Tensor, v: Tensor) {
        (
            try compute.heads(streams.map(\.queries), turns: turns, count: heads, rotation),
            try compute.heads(streams.map(\.keys), turns: turns, count: keyHeads, rotation),
            try compute.heads(streams.map(\.values), count: keyHeads)
        )
    }
}
