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
    let q, k, v: Tensor
    let heads, width: Int
    let isRounded: Bool

    init(_ compute: Compute, q: Tensor, k: Tensor, v: Tensor, heads: Int) throws {
        let (batch, keys, width) = (k.shape[0], k.shape[1], k.shape[2] / heads)
        (self.q, self.heads, self.width, isRounded) = (q, heads, width, compute.roundsFactors)
        guard compute.roundsFactors else {
            (self.k, self.v) = (k, v)
            return
        }
        // [B, heads, S, (D + 1) / 2] and [B, heads, (S + 1) / 2, D]
        self.k = try Tensor(allocating: [batch, heads, keys, (width + 1) / 2])
        self.v = try Tensor(allocating: [batch, heads, (keys + 1) / 2, width])
        let (keyPairs, valuePairs) = (self.k.freshPointer, self.v.freshPointer)
        try compute.forEach(batch * heads, keeping: k, v) { index in
            let start = index / heads * keys * k.shape[2] + index % heads * width
            for key in 0..<keys {
                ck_pair_along(
                    keyPairs + (index * keys + key) * ((width + 1) / 2), k.floatPointer + start + key * k.shape[2],
                    Int64(width))
            }
            ck_pair_rows(
                valuePairs + index * ((keys + 1) / 2) * width, v.floatPointer + start, Int64(v.shape[2]), Int64(keys),
                Int64(width))
        }
    }

    /// Valid while this lives.
    func attention(item: Int, head: Int) -> ck_attention {
        var result = ck_attention()
        let keys = isRounded ? k.shape[2] : k.shape[1]
        (result.ld, result.keys, result.width) = (Int64(q.shape[2]), Int64(keys), Int64(width))
        result.query = q.floatPointer + item * q.shape[1] * q.shape[2] + head * width
        if isRounded {
            let index = item * heads + head
            result.key = k.floatPointer + index * keys * k.shape[3]
            result.value = v.floatPointer + index * v.shape[2] * width
            (result.key_ld, result.value_ld) = (Int64(k.shape[3]), Int64(width))
        } else {
            let start = item * keys * k.shape[2] + head * width
            (result.key, result.value) = (k.floatPointer + start, v.floatPointer + start)
            (result.key_ld, result.value_ld) = (Int64(k.shape[2]), Int64(v.shape[2]))
        }
        return result
    }
}
