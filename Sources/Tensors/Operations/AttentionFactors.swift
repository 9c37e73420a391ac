internal import CKernels

/// Queries, keys and values as the kernels take them: keys and values in pairs of bf16 where factors are rounded.
struct AttentionFactors {
    /// Where rows lie, in floats from item to item, from head to head and from row to row.
    private struct Layout {
        let item, head, row: Int

        /// x: [B, T, heads * width]
        init(_ x: Tensor, width: Int) { (item, head, row) = (x.shape[1] * x.shape[2], width, x.shape[2]) }

        /// pairs: [B, heads, rows, floats of a row]
        init(pairs: Tensor) {
            let shape = pairs.shape
            (item, head, row) = (shape[1] * shape[2] * shape[3], shape[2] * shape[3], shape[3])
        }

        func start(item: Int, head: Int) -> Int { item * self.item + head * self.head }
    }

    private let q, k, v: Tensor
    private let queries, keys, values: Layout
    private let keyCount, width: Int
    private let options: AttentionOptions
    /// Heads of queries for each of keys.
    private let sharing: Int
    /// In floats from item to item, from head to head and from query to query; 0 where they share one.
    private let biasStrides: (item: Int, head: Int, query: Int)

    init(_ cpu: CPU, q: Tensor, k: Tensor, v: Tensor, _ options: AttentionOptions) throws {
        let heads = options.keyHeads
        let (batch, count, width) = (k.shape[0], k.shape[1], k.shape[2] / heads)
        self.options = options
        sharing = options.heads / heads
        if let shape = options.bias?.shape {
            let rows = shape[2] * shape[3]
            biasStrides = (
                shape[0] == 1 ? 0 : shape[1] * rows, shape[1] == 1 ? 0 : rows, shape[2] == 1 ? 0 : shape[3]
            )
        } else {
            biasStrides = (0, 0, 0)
        }
        (self.q, keyCount, self.width) = (q, count, width)
        queries = Layout(q, width: width)
        let stored = Layout(k, width: width)
        guard cpu.roundsFactors else {
            (self.k, self.v, keys, values) = (k, v, stored, stored)
            return
        }
        let keyPairs = try Tensor(allocating: [batch, heads, count, (width + 1) / 2])
        let valuePairs = try Tensor(allocating: [batch, heads, (count + 1) / 2, width])
        let (keys, values) = (Layout(pairs: keyPairs), Layout(pairs: valuePairs))
        try cpu.workers.forEach(batch * heads, keeping: k, v) { index in
            let (item, head) = (index / heads, index % heads)
            let start = stored.start(item: item, head: head)
            let keyRows = keyPairs.freshPointer + keys.start(item: item, head: head)
            for key in 0..<count {
                ck_pair_along(keyRows + key * keys.row, k.floatPointer + start + key * stored.row, Int64(width))
            }
            ck_pair_rows(
                valuePairs.freshPointer + values.start(item: item, head: head), v.floatPointer + start,
                Int64(stored.row), Int64(count), Int64(width))
        }
        (self.k, self.v, self.keys, self.values) = (keyPairs, valuePairs, keys, values)
    }

    /// Valid while this lives.
    func attention(item: Int, head: Int) -> ck_attention {
        var result = ck_attention()
        result.query = q.floatPointer + queries.start(item: item, head: head)
        result.key = k.floatPointer + keys.start(item: item, head: head / sharing)
        result.value = v.floatPointer + values.start(item: item, head: head / sharing)
        (result.ld, result.key_ld, result.value_ld) = (Int64(queries.row), Int64(keys.row), Int64(values.row))
        (result.keys, result.width) = (Int64(keyCount), Int64(width))
        result.scale = options.scale ?? 1 / Double(width).squareRoot()
        result.causal = options.causal ? 1 : 0
        result.bias = options.bias.map { $0.floatPointer + item * biasStrides.item + head * biasStrides.head }
        result.bias_ld = Int64(biasStrides.query)
        result.distances = options.distances.map { $0.floatPointer + (head + 1) * $0.shape[1] - keyCount }
        return result
    }
}
