internal import CKernels

extension CPU {
    /// Elements that one chunk of an elementwise operation takes.
    private var chunk: Int { 1 << 16 }

    /// activation(x), the same shape.
    func activate(_ x: Tensor, _ activation: Activation) throws -> Tensor {
        let result = try Tensor(allocating: x.shape)
        let (xp, yp) = (x.floatPointer, result.freshPointer)
        try workers.forEachRange(x.count, chunk: chunk, keeping: x) { range in
            ck_activate(yp + range.lowerBound, xp + range.lowerBound, Int64(range.count), activation.kernel)
        }
        return result
    }

    /// a + b, of one shape.
    func add(_ a: Tensor, _ b: Tensor) throws -> Tensor {
        precondition(a.shape == b.shape, "add: \(a.shape) and \(b.shape)")
        let result = try Tensor(allocating: a.shape)
        let (ap, bp, yp) = (a.floatPointer, b.floatPointer, result.freshPointer)
        try workers.forEachRange(a.count, chunk: chunk, keeping: a, b) { range in
            let at = range.lowerBound
            ck_add(yp + at, ap + at, bp + at, Int64(range.count))
        }
        return result
    }

    /// activation(x + bias + residual), where bias counts for every pixel of an item.
    /// x, residual: [B, ..., C], bias: [B, C] -> [B, ..., C]
    func addPerItem(_ x: Tensor, _ bias: Tensor, activation: Activation, residual: Tensor?) throws -> Tensor {
        let batch = x.shape[0], channels = x.shape[x.rank - 1]
        let result = try Tensor(allocating: x.shape)
        let pixels = x.count / batch / channels
        let block = max(1, chunk / channels)
        let blocks = (pixels + block - 1) / block
        let (xp, bp, rp, yp) = (x.floatPointer, bias.floatPointer, residual?.floatPointer, result.freshPointer)
        try workers.forEach(batch * blocks, keeping: x, bias, residual) { index in
            let (item, part) = index.quotientAndRemainder(dividingBy: blocks)
            let start = (item * pixels + part * block) * channels
            var finish = ck_finish()
            (finish.dst, finish.ldd, finish.ldr) = (yp + start, Int64(channels), Int64(channels))
            finish.bias = bp + item * channels
            finish.residual = rp.map { $0 + start }
            finish.activation = activation.kernel
            ck_finish(
                &finish, xp + start, Int64(channels), Int64(min(block, pixels - part * block)), Int64(channels))
        }
        return result
    }
}
