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
        // Panels share the keys and values that they read, or turn into pairs, where that leaves enough blocks.
        let panel = Self.panelWidth
        let shared = roundsFactors ? 8 : 4
        let block = batch * heads * queries >= 16 * shared * panel ? shared * panel : panel
        let blocks = (queries + block - 1) / block
        let (qp, kp, vp, yp) = (q.floatPointer, k.floatPointer, v.floatPointer, result.freshPointer)
        let scratchCount = Int(ck_attention_scratch(Int64(min(block, queries)), Int64(width)))
        try forEach(batch * heads * blocks, scratch: scratchCount * 4, keeping: q, k, v) { index, scratch in
            let (item, head) = (index / blocks / heads, index / blocks % heads)
            let rows = index % blocks * block..<min((index % blocks + 1) * block, queries)
            let start = item * queries * channels + head * width
            var attention = ck_attention()
            attention.query = qp + start
            attention.key = kp + item * keys * channels + head * width
            attention.value = vp + item * keys * channels + head * width
            (attention.ld, attention.keys, attention.width) = (Int64(channels), Int64(keys), Int64(width))
            attention.causal = causal ? 1 : 0
            let target = yp + start + rows.lowerBound * channels
            if roundsFactors {
                ck_attend_bf16(&attention, Int64(rows.lowerBound), Int64(rows.count), scratch, target)
            } else {
                ck_attend(&attention, Int64(rows.lowerBound), Int64(rows.count), scratch, target)
            }
        }
        return result
    }
}
