internal import CKernels

extension Compute {
    /// Elements that one chunk of an elementwise operation takes.
    private var chunk: Int { 1 << 16 }

    /// activation(x), the same shape.
    package func activate(_ x: Tensor, _ activation: Activation) throws -> Tensor {
        let result = try Tensor(allocating: x.shape)
        let (xp, yp) = (x.floatPointer, result.freshPointer)
        try forEachRange(x.count, chunk: chunk, keeping: x) { range in
            ck_activate(yp + range.lowerBound, xp + range.lowerBound, Int64(range.count), activation.kernel)
        }
        return result
    }

    /// x * sigmoid(x), the same shape.
    package func silu(_ x: Tensor) throws -> Tensor { try activate(x, .silu) }

    /// a + b, of one shape.
    package func add(_ a: Tensor, _ b: Tensor) throws -> Tensor {
        precondition(a.shape == b.shape, "add: \(a.shape) and \(b.shape)")
        let result = try Tensor(allocating: a.shape)
        let (ap, bp, yp) = (a.floatPointer, b.floatPointer, result.freshPointer)
        try forEachRange(a.count, chunk: chunk, keeping: a, b) { range in
            let at = range.lowerBound
            ck_add(yp + at, ap + at, bp + at, Int64(range.count))
        }
        return result
    }

    /// x + bias for every pixel of an item. x: [B, ..., C], bias: [B, C] -> [B, ..., C]
    package func addPerItem(_ x: Tensor, _ bias: Tensor) throws -> Tensor {
        let batch = x.shape[0], channels = x.shape[x.rank - 1]
        precondition(bias.shape == [batch, channels], "addPerItem: \(x.shape) and \(bias.shape)")
        let result = try Tensor(allocating: x.shape)
        guard x.count > 0 else { return result }
        let pixels = x.count / batch / channels
        let block = max(1, chunk / channels)
        let blocks = (pixels + block - 1) / block
        let (xp, bp, yp) = (x.floatPointer, bias.floatPointer, result.freshPointer)
        try forEach(batch * blocks, keeping: x, bias) { index in
            let (item, part) = index.quotientAndRemainder(dividingBy: blocks)
            let count = min(block, pixels - part * block)
            let start = (item * pixels + part * block) * channels
            ck_fill_rows(
                yp + start, Int64(channels), bp + item * channels, xp + start, Int64(channels), Int64(count),
                Int64(channels))
        }
        return result
    }

    /// The first half times gelu (erf) of the second. x: [..., 2N] -> [..., N]
    package func geglu(_ x: Tensor) throws -> Tensor {
        let n = x.shape[x.rank - 1] / 2
        precondition(x.shape[x.rank - 1] == 2 * n)
        let result = try Tensor(allocating: x.shape.dropLast() + [n])
        guard x.count > 0 else { return result }
        let (xp, yp) = (x.floatPointer, result.freshPointer)
        try forEachRange(x.count / (2 * n), chunk: chunk / n, keeping: x) { rows in
            ck_geglu(yp + rows.lowerBound * n, xp + rows.lowerBound * 2 * n, Int64(rows.count), Int64(n))
        }
        return result
    }
}
