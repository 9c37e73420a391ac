internal import CKernels

extension CPU {
    /// Scores exist only for a block of queries and keys at a time.
    func attention(q: Tensor, k: Tensor, v: Tensor, _ options: AttentionOptions) throws -> Tensor {
        precondition(q.rank == 3 && k.rank == 3 && k.shape == v.shape && q.shape[0] == k.shape[0])
        let (batch, queries, channels, keys) = (q.shape[0], q.shape[1], q.shape[2], k.shape[1])
        let (heads, keyHeads) = (options.heads, options.keyHeads)
        precondition(heads > 0 && channels % heads == 0 && (!options.causal || queries == keys))
        precondition(keyHeads > 0 && heads % keyHeads == 0 && k.shape[2] == channels / heads * keyHeads)
        if let shape = options.bias?.shape {
            precondition(
                shape.count == 4 && shape[3] == keys
                    && zip(shape, [batch, heads, queries]).allSatisfy { $0 == 1 || $0 == $1 },
                "attention: a bias of \(shape) for \(q.shape) and \(k.shape)")
        }
        precondition(options.distances.map { $0.shape == [heads, queries + keys - 1] } ?? true)
        let result = try Tensor(allocating: q.shape)
        guard q.count > 0 else { return result }
        precondition(keys > 0)
        let width = channels / heads
        // Panels share the keys and values that they read, where that leaves enough blocks.
        let panel = WeightMatrix.panelWidth
        let block = batch * heads * queries >= 64 * panel ? 4 * panel : panel
        let blocks = (queries + block - 1) / block
        let yp = result.freshPointer
        let factors = try AttentionFactors(self, q: q, k: k, v: v, options)
        let scratchCount = Int(ck_attention_scratch(Int64(min(block, queries)), Int64(width)))
        try workers.forEach(
            batch * heads * blocks, scratch: scratchCount * 4, keeping: q, options.bias, options.distances
        ) {
            index, scratch in
            let (item, head) = (index / blocks / heads, index / blocks % heads)
            let rows = index % blocks * block..<min((index % blocks + 1) * block, queries)
            var attention = factors.attention(item: item, head: head)
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
