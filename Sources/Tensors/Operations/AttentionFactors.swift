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

    init(_ cpu: CPU, q: Tensor, k: Tensor, v: Tensor, heads: Int) throws {
        let (batch, count, width) = (k.shape[0], k.shape[1], k.shape[2] / heads)
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
        result.key = k.floatPointer + keys.start(item: item, head: head)
        result.value = v.floatPointer + values.start(item: item, head: head)
        (result.ld, result.key_ld, result.value_ld) = (Int64(queries.row), Int64(keys.row), Int64(values.row))
        (result.keys, result.width) = (Int64(keyCount), Int64(width))
        return result
    }
}
