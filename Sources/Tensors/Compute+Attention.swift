internal import CKernels

extension Compute {
    /// softmax(q k^T / sqrt D) v for each head, D = C / heads.
    /// q: [B, T, C], k, v: [B, S, C] -> [B, T, C]; causal (T = S): a query sees keys up to its own place.
    ///
    /// Scores exist only for a block of queries and keys at a time, with a running maximum and sum
    /// (M. Milakov and N. Gimelshein, arXiv 1805.02867; T. Dao et al., arXiv 2205.14135).
    package func attention(q: Tensor, k: Tensor, v: Tensor, heads: Int, causal: Bool = false) throws -> Tensor {
        precondition(
            q.rank == 3 && k.rank == 3 && k.shape == v.shape && q.shape[0] == k.shape[0] && q.shape[2] == k.shape[2])
        let (batch, queries, channels, keys) = (q.shape[0], q.shape[1], q.shape[2], k.shape[1])
        precondition(heads > 0 && channels % heads == 0 && (!causal || queries == keys))
        let result = try Tensor(allocating: q.shape)
        guard q.count > 0 else { return result }
        precondition(keys > 0)
        let plan = AttentionPlan(queries: queries, keys: keys, headWidth: channels / heads, channels: channels)
        let packed = try packKeysAndValues(k, v, heads: heads, plan)
        let (qp, kp, yp) = (q.floatPointer, packed.floatPointer, result.freshPointer)
        let blocks = (queries + plan.queryBlock - 1) / plan.queryBlock
        try forEach(batch * heads * blocks, scratch: plan.scratchCount * 4, keeping: q, packed) { index, scratch in
            let (item, head) = (index / blocks / heads, index / blocks % heads)
            let rows = index % blocks * plan.queryBlock..<min((index % blocks + 1) * plan.queryBlock, queries)
            let start = (item * queries + rows.lowerBound) * channels + head * plan.headWidth
            let panels = kp + (item * heads + head) * plan.packedCount
            attend(
                plan, rows, qp + start, keyPanels: panels, valuePanels: panels + plan.packedKeyCount, causal: causal,
                scratch: scratch, yp + start)
        }
        return result
    }

    /// The block `rows` of queries of one head. query, target: [rows.count, D] with rows of `channels`.
    private func attend(
        _ plan: AttentionPlan, _ rows: Range<Int>, _ query: UnsafePointer<Float>, keyPanels: UnsafePointer<Float>,
        valuePanels: UnsafePointer<Float>, causal: Bool, scratch: UnsafeMutablePointer<Float>,
        _ target: UnsafeMutablePointer<Float>
    ) {
        let (width, headWidth, count) = (plan.panelWidth, plan.headWidth, rows.count)
        // scratch: row pointers, scaled queries, scores, output, maximum, sum
        let table = UnsafeMutableRawPointer(scratch)
            .bindMemory(to: UnsafePointer<Float>?.self, capacity: 2 * plan.queryBlock)
        let (queryRows, scoreRows) = (table, table + plan.queryBlock)
        let scaled = scratch + plan.pointerCount
        let scores = scaled + plan.queryBlock * plan.queryStride
        let output = scores + plan.queryBlock * plan.scoreStride
        let maximum = output + plan.queryBlock * plan.outputWidth
        let sum = maximum + plan.queryBlock

        ck_scale_rows(
            scaled, Int64(plan.queryStride), query, Int64(plan.channels), plan.scale, Int64(count), Int64(headWidth))
        for row in 0..<count {
            queryRows[row] = UnsafePointer(scaled + row * plan.queryStride)
            scoreRows[row] = UnsafePointer(scores + row * plan.scoreStride)
        }
        maximum.update(repeating: -.infinity, count: count)
        sum.update(repeating: 0, count: count)
        output.update(repeating: 0, count: count * plan.outputWidth)

        let visible = causal ? rows.upperBound : plan.keys
        for first in stride(from: 0, to: visible, by: plan.keyBlock) {
            if let cancellation, cancellation.isCancelled { return }
            let keyCount = min(plan.keyBlock, visible - first)
            for key in stride(from: 0, to: keyCount, by: width) {
                ck_product(
                    Int64(count), Int64(min(width, plan.wholeRegisters(keyCount - key))), 1, Int64(headWidth),
                    queryRows, 0, 0,
                    keyPanels + (first + key) * headWidth, scores + key, Int64(plan.scoreStride), 0)
            }
            if causal {
                for row in rows where row + 1 < first + keyCount {
                    let hidden = max(row + 1 - first, 0)
                    (scores + (row - rows.lowerBound) * plan.scoreStride + hidden)
                        .update(repeating: -.infinity, count: keyCount - hidden)
                }
            }
            ck_softmax_step(
                scores, Int64(plan.scoreStride), maximum, sum, output, Int64(plan.outputWidth), Int64(plan.outputWidth),
                Int64(count), Int64(keyCount))
            for column in stride(from: 0, to: headWidth, by: width) {
                ck_product(
                    Int64(count), Int64(min(width, plan.outputWidth - column)), 1, Int64(keyCount), scoreRows, 0, 0,
                    valuePanels + (column / width * plan.keys + first) * width, output + column,
                    Int64(plan.outputWidth), 1)
            }
        }
        ck_divide_rows(
            target, Int64(plan.channels), output, Int64(plan.outputWidth), sum, Int64(count), Int64(headWidth))
    }

    /// The panels of keys, then those of values, of each head: [B, heads, plan.packedCount].
    private func packKeysAndValues(_ k: Tensor, _ v: Tensor, heads: Int, _ plan: AttentionPlan) throws -> Tensor {
        let (width, headWidth, keys) = (plan.panelWidth, plan.headWidth, plan.keys)
        let result = try Tensor(allocating: [k.shape[0], heads, plan.packedCount])
        let (kp, vp, target) = (k.floatPointer, v.floatPointer, result.freshPointer)
        // A part takes some panels of keys and the same keys' rows of every panel of values.
        let part = max(1, 4096 / width) * width
        let parts = (keys + part - 1) / part
        try forEach(k.shape[0] * heads * parts, keeping: k, v) { index in
            let (item, head) = (index / parts / heads, index / parts % heads)
            let range = index % parts * part..<min((index % parts + 1) * part, keys)
            let source = item * keys * plan.channels + head * headWidth
            let keyPanels = target + (item * heads + head) * plan.packedCount
            for key in stride(from: range.lowerBound, to: range.upperBound, by: width) {
                ck_pack_panel(
                    keyPanels + key * headWidth, kp + source + key * plan.channels, Int64(plan.channels),
                    Int64(min(width, keys - key)), Int64(headWidth))
            }
            let valuePanels = keyPanels + plan.packedKeyCount
            for column in stride(from: 0, to: headWidth, by: width) {
                ck_pack_panel_rows(
                    valuePanels + (column / width * keys + range.lowerBound) * width,
                    vp + source + range.lowerBound * plan.channels + column, Int64(plan.channels),
                    Int64(min(width, headWidth - column)), Int64(range.count))
            }
        }
        return result
    }
}

/// The sizes of an attention's blocks, by its shape alone.
struct AttentionPlan {
    let keys, headWidth, channels, panelWidth, queryBlock, keyBlock: Int
    let scale: Float

    init(queries: Int, keys: Int, headWidth: Int, channels: Int) {
        self.keys = keys
        self.headWidth = headWidth
        self.channels = channels
        panelWidth = PackedMatrix.panelWidth
        // A block of scores stays in the second level cache.
        queryBlock = min(queries, 96)
        keyBlock = min((keys + 31) / 32 * 32, 512)
        scale = 1 / Float(headWidth).squareRoot()
    }

    /// Floats of a head's keys in panels of keys.
    var packedKeyCount: Int { (keys + panelWidth - 1) / panelWidth * panelWidth * headWidth }
    /// The same with its values in panels of channels.
    var packedCount: Int { packedKeyCount + (headWidth + panelWidth - 1) / panelWidth * panelWidth * keys }
    /// Channels of a block of output.
    var outputWidth: Int { wholeRegisters(headWidth) }
    /// Floats from one scaled query, and from one row of scores, to the next: not a power of two,
    /// which would put the rows of a tile on the same few lines of the first level cache.
    var queryStride: Int { headWidth + (headWidth % 64 == 0 ? 16 : 0) }
    var scoreStride: Int { keyBlock + 16 }
    /// Floats that hold pointers to scaled queries and to rows of scores.
    var pointerCount: Int { 2 * queryBlock * (MemoryLayout<UnsafePointer<Float>?>.stride / 4) }
    /// Floats of scratch memory that a block of queries needs.
    var scratchCount: Int { pointerCount + queryBlock * (queryStride + scoreStride + outputWidth + 2) }

    /// `count` columns rounded up so that tiles need no edges; the panels' padding gives zeros.
    func wholeRegisters(_ count: Int) -> Int {
        let register = panelWidth / 2
        return (count + register - 1) / register * register
    }
}
