internal import CKernels

extension CPU {
    /// Rows of about this many elements go to a thread at once.
    var rowChunk: Int { 1 << 16 }

    /// Each row normed, times its item's scale plus its shift. x: [B, ..., C], scale, shift: [B, C] -> [B, ..., C]
    func modulatedNorm(_ x: Tensor, _ norm: RowNorm, scale: Tensor, shift: Tensor?, eps: Float) throws -> Tensor {
        let (batch, channels) = (x.shape[0], x.shape[x.rank - 1])
        precondition(x.rank >= 2 && scale.shape == [batch, channels] && shift?.shape ?? scale.shape == scale.shape)
        let result = try Tensor(allocating: x.shape)
        guard x.count > 0 else { return result }
        let (xp, yp, sp, bp) = (x.floatPointer, result.freshPointer, scale.floatPointer, shift?.floatPointer)
        try forEachBlock(of: x, keeping: scale, shift) { item, start, rows in
            let (weight, bias) = (sp + item * channels, bp.map { $0 + item * channels })
            norm(yp + start, xp + start, weight, bias, eps, rows: Int(rows), channels: channels)
        }
        return result
    }

    /// residual + x * gate, where an item has one gate. x, residual: [B, ..., C], gate: [B, C] -> [B, ..., C]
    func gatedSum(_ x: Tensor, gate: Tensor, residual: Tensor?) throws -> Tensor {
        let (batch, channels) = (x.shape[0], x.shape[x.rank - 1])
        precondition(x.rank >= 2 && gate.shape == [batch, channels] && residual?.shape ?? x.shape == x.shape)
        let result = try Tensor(allocating: x.shape)
        guard x.count > 0 else { return result }
        let (xp, yp, gp, rp) = (x.floatPointer, result.freshPointer, gate.floatPointer, residual?.floatPointer)
        try forEachBlock(of: x, keeping: gate, residual) { item, start, rows in
            ck_gated_sum(
                yp + start, xp + start, gp + item * channels, rp.map { $0 + start }, rows, Int64(channels))
        }
        return result
    }

    /// Blocks of rows of one item each: the item, where they begin in floats, and how many they are.
    func forEachBlock(
        of x: Tensor, keeping a: Tensor?, _ b: Tensor?,
        _ body: @escaping (_ item: Int, _ start: Int, _ rows: Int64) -> Void
    ) throws {
        let (batch, channels) = (x.shape[0], x.shape[x.rank - 1])
        let rows = x.count / batch / channels
        let block = max(1, rowChunk / channels)
        let blocks = (rows + block - 1) / block
        try workers.forEach(batch * blocks, keeping: x, a, b) { index in
            let (item, part) = index.quotientAndRemainder(dividingBy: blocks)
            body(item, (item * rows + part * block) * channels, Int64(min(block, rows - part * block)))
        }
    }

    /// activation(a) * b, of one shape.
    func product(_ a: Tensor, _ b: Tensor, activation: Activation) throws -> Tensor {
        precondition(a.shape == b.shape, "product: \(a.shape) and \(b.shape)")
        let result = try Tensor(allocating: a.shape)
        let (ap, bp, yp) = (a.floatPointer, b.floatPointer, result.freshPointer)
        try workers.forEachRange(a.count, chunk: rowChunk, keeping: a, b) { range in
            let (at, count) = (range.lowerBound, Int64(range.count))
            ck_gate(yp + at, count, ap + at, count, bp + at, count, 1, count, activation.kernel)
        }
        return result
    }
}
