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
        try compute.attention(
            q: compute.heads(streams.map(\.queries), turns: turns, count: options.heads, rotation),
            k: compute.heads(streams.map(\.keys), turns: turns, count: options.keyHeads, rotation),
            v: compute.heads(streams.map(\.values), count: options.keyHeads), options)
    }
}
