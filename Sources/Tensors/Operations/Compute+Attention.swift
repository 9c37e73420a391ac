internal import CKernels

extension Compute {
    /// softmax(q k^T / sqrt D) v for each head, D = C / heads.
    /// q: [B, T, C], k, v: [B, S, C] -> [B, T, C]; causal (T = S): a query sees keys up to its own place.
    ///
    /// Scores exist only for a block of queries and keys at a time.
    package func attention(q: Tensor, k: Tensor, v: Tensor, heads: Int, causal: Bool = false) throws -> Tensor {
        precondition(
            q.rank == 3 && k.rank == 3 && k.shape == v.shape && q.shape[0] == k.shape[0] && q.shape[2] == k.shape[2])
        let (batch, queries, channels, keys) = (q.shape[0], q.shape[1], q.shape[2], k.shape[1])
        precondition(heads > 0 && channels % heads == 0 && (!causal || queries == keys))
        let result = try Tensor(allocating: q.shape)
        guard q.count > 0 else { return result }
        precondition(keys > 0)
        let width = channels / heads
        // Panels share the keys and values that they read, where that leaves enough blocks.
        let panel = Self.panelWidth
        let block = batch * heads * queries >= 64 * panel ? 4 * panel : panel
        let blocks = (queries + block - 1) / block
        let yp = result.freshPointer
        let factors = try AttentionFactors(self, q: q, k: k, v: v, heads: heads)
        let scratchCount = Int(ck_attention_scratch(Int64(min(block, queries)), Int64(width)))
        try forEach(batch * heads * blocks, scratch: scratchCount * 4, keeping: q) { index, scratch in
            let (item, head) = (index / blocks / heads, index / blocks % heads)
            let rows = index % blocks * block..<min((index % blocks + 1) * block, queries)
            var attention = factors.attention(item: item, head: head)
            attention.causal = causal ? 1 : 0
            let target = yp + (item * queries + rows.lowerBound) * channels + head * width
            if roundsFactors {
                ck_attend_bf16(&attention, Int64(rows.lowerBound), Int64(rows.count), scratch, target)
            } else {
                ck_attend(&attention, Int64(rows.lowerBound), Int64(rows.count), scratch, target)
            }
        }
        return result
    }
}

/// Queries, keys and values as the kernels take them: keys and values in pairs of bf16 where factors are rounded.
private struct AttentionFactors {
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

    init(_ compute: Compute, q: Tensor, k: Tensor, v: Tensor, heads: Int) throws {
        let (batch, count, width) = (k.shape[0], k.shape[1], k.shape[2] / heads)
        (self.q, keyCount, self.width) = (q, count, width)
        queries = Layout(q, width: width)
        let stored = Layout(k, width: width)
        guard compute.roundsFactors else {
            (self.k, self.v, keys, values) = (k, v, stored, stored)
            return
        }
        let keyPairs = try Tensor(allocating: [batch, heads, count, (width + 1) / 2])
        let valuePairs = try Tensor(allocating: [batch, heads, (count + 1) / 2, width])
        let (keys, values) = (Layout(pairs: keyPairs), Layout(pairs: valuePairs))
        try compute.forEach(batch * heads, keeping: k, v) { index in
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
