internal import CKernels

extension CPU {
    /// Every pixel four times. x: [B, H, W, C] -> [B, 2H, 2W, C]
    func upsampleNearest2x(_ x: Tensor) throws -> Tensor {
        precondition(x.rank == 4)
        let (batch, height, width, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        let result = try Tensor(allocating: [batch, 2 * height, 2 * width, channels])
        let (xp, yp) = (x.floatPointer, result.freshPointer)
        try workers.forEach(batch * height, keeping: x) { row in
            let source = xp + row * width * channels
            let target = yp + row * 4 * width * channels
            for column in 0..<width {
                (target + 2 * column * channels).update(from: source + column * channels, count: channels)
                (target + (2 * column + 1) * channels).update(from: source + column * channels, count: channels)
            }
            (target + 2 * width * channels).update(from: target, count: 2 * width * channels)
        }
        return result
    }

    /// The channels of a, then those of b. a: [..., C], b: [..., D] -> [..., C + D]
    func concatChannels(_ a: Tensor, _ b: Tensor) throws -> Tensor {
        precondition(
            a.rank >= 1 && a.shape.dropLast() == b.shape.dropLast(), "concatChannels: \(a.shape) and \(b.shape)")
        let (c, d) = (a.shape[a.rank - 1], b.shape[b.rank - 1])
        let result = try Tensor(allocating: a.shape.dropLast() + [c + d])
        let pixels = a.shape.dropLast().reduce(1, *)
        let (ap, bp, yp) = (a.floatPointer, b.floatPointer, result.freshPointer)
        try workers.forEachRange(pixels, chunk: (1 << 16) / max(c + d, 1), keeping: a, b) { range in
            for pixel in range {
                (yp + pixel * (c + d)).update(from: ap + pixel * c, count: c)
                (yp + pixel * (c + d) + c).update(from: bp + pixel * d, count: d)
            }
        }
        return result
    }

    /// [B, C, H, W] -> [B, H, W, C]
    func nhwc(_ x: Tensor) throws -> Tensor {
        precondition(x.rank == 4)
        let (batch, channels, height, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        return try transposed(
            x, batch: batch, rows: channels, columns: height * width, shape: [batch, height, width, channels])
    }

    /// [B, H, W, C] -> [B, C, H, W]
    func nchw(_ x: Tensor) throws -> Tensor {
        precondition(x.rank == 4)
        let (batch, height, width, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        return try transposed(
            x, batch: batch, rows: height * width, columns: channels, shape: [batch, channels, height, width])
    }

    /// x: [batch, rows, columns] -> [batch, columns, rows], called `shape`
    private func transposed(_ x: Tensor, batch: Int, rows: Int, columns: Int, shape: [Int]) throws -> Tensor {
        let result = try Tensor(allocating: shape)
        let (xp, yp) = (x.floatPointer, result.freshPointer)
        let block = max(16, (1 << 16) / max(columns, 1))
        let blocks = (rows + block - 1) / block
        try workers.forEach(batch * blocks, keeping: x) { index in
            let (item, part) = index.quotientAndRemainder(dividingBy: blocks)
            let range = part * block..<min((part + 1) * block, rows)
            let base = item * rows * columns
            ck_transpose(
                yp + base + range.lowerBound, Int64(rows), xp + base + range.lowerBound * columns, Int64(columns),
                Int64(range.count), Int64(columns))
        }
        return result
    }
}
