internal import CKernels

extension CPU {
    /// Each group of channels of each item to mean 0 and variance 1, times weight plus bias, activated.
    /// x: [B, H, W, C] (or [B, T, C]), w: [C] -> the same shape. Sums are taken in f64.
    func groupNorm(
        _ x: Tensor, _ w: NormWeight, groups: Int, eps: Float, activation: Activation
    ) throws -> Tensor {
        precondition(x.rank >= 2)
        let batch = x.shape[0], channels = x.shape[x.rank - 1]
        precondition(groups > 0 && channels % groups == 0)
        precondition((w.weight ?? w.bias)?.count ?? channels == channels)
        let result = try Tensor(allocating: x.shape)
        let pixels = x.shape[1..<x.rank - 1].reduce(1, *)
        guard x.count > 0 else { return result }
        let block = max(1, (1 << 17) / channels)
        let blocks = (pixels + block - 1) / block
        let (xp, yp) = (x.floatPointer, result.freshPointer)

        // Sums and squares of each channel over each block of pixels: [B, blocks, 2, C] as f64.
        var sums = try Tensor(allocating: [batch, blocks, 2, channels], dtype: .f64)
        let sumsCount = sums.count
        let sp = sums.withUnsafeMutableBytes { $0.baseAddress!.bindMemory(to: Double.self, capacity: sumsCount) }
        try workers.forEach(batch * blocks, keeping: x, sums) { index in
            let (item, part) = index.quotientAndRemainder(dividingBy: blocks)
            let range = part * block..<min((part + 1) * block, pixels)
            let target = sp + index * 2 * channels
            target.update(repeating: 0, count: 2 * channels)
            ck_channel_sums(
                target, target + channels, xp + (item * pixels + range.lowerBound) * channels, Int64(range.count),
                Int64(channels))
        }

        // The scale and shift of each channel that normalise: [B, 2, C].
        let affine = try Tensor(allocating: [batch, 2, channels])
        let ap = affine.freshPointer
        let size = channels / groups
        let count = Double(pixels) * Double(size)
        let (wp, bp) = (w.weight?.floatPointer, w.bias?.floatPointer)
        try workers.forEach(batch, keeping: sums, w.weight, w.bias, affine) { item in
            for group in 0..<groups {
                var (sum, squares) = (0.0, 0.0)
                for part in 0..<blocks {
                    let source = sp + (item * blocks + part) * 2 * channels
                    for channel in group * size..<(group + 1) * size {
                        sum += source[channel]
                        squares += source[channels + channel]
                    }
                }
                let mean = sum / count
                let scale = 1 / (max(squares / count - mean * mean, 0) + Double(eps)).squareRoot()
                for channel in group * size..<(group + 1) * size {
                    let channelScale = scale * Double(wp?[channel] ?? 1)
                    ap[item * 2 * channels + channel] = Float(channelScale)
                    ap[(item * 2 + 1) * channels + channel] = Float(Double(bp?[channel] ?? 0) - mean * channelScale)
                }
            }
        }
        try workers.forEach(batch * blocks, keeping: x, affine) { index in
            let (item, part) = index.quotientAndRemainder(dividingBy: blocks)
            let range = part * block..<min((part + 1) * block, pixels)
            let start = (item * pixels + range.lowerBound) * channels
            ck_scale_shift(
                yp + start, xp + start, ap + item * 2 * channels, ap + (item * 2 + 1) * channels, Int64(range.count),
                Int64(channels), activation.kernel, result.streams)
        }
        return result
    }

    /// Each row to mean 0 and variance 1, times weight plus bias. x: [..., C], w: [C] -> [..., C]
    func layerNorm(_ x: Tensor, _ w: NormWeight, eps: Float) throws -> Tensor {
        try normed(x, w, .layer, eps: eps)
    }

    /// Each row over the root of its mean square, times weight plus bias. x: [..., C], w: [C] -> [..., C]
    func rmsNorm(_ x: Tensor, _ w: NormWeight, eps: Float) throws -> Tensor { try normed(x, w, .rms, eps: eps) }

    private func normed(_ x: Tensor, _ w: NormWeight, _ norm: RowNorm, eps: Float) throws -> Tensor {
        precondition(x.rank >= 1)
        let channels = x.shape[x.rank - 1]
        precondition((w.weight ?? w.bias)?.count ?? channels == channels)
        let result = try Tensor(allocating: x.shape)
        guard x.count > 0 else { return result }
        let (xp, yp, wp, bp) = (x.floatPointer, result.freshPointer, w.weight?.floatPointer, w.bias?.floatPointer)
        let chunk = max((1 << 16) / channels, 1)
        try workers.forEachRange(x.count / channels, chunk: chunk, keeping: x, w.weight, w.bias) { rows in
            let start = rows.lowerBound * channels
            norm(yp + start, xp + start, wp, bp, eps, rows: rows.count, channels: channels)
        }
        return result
    }

    /// exp(x) over its sum along the last dimension. x: [..., N] -> [..., N]
    func softmax(_ x: Tensor) throws -> Tensor {
        precondition(x.rank >= 1)
        let n = x.shape[x.rank - 1]
        let result = try Tensor(allocating: x.shape)
        guard x.count > 0 else { return result }
        let (xp, yp) = (x.floatPointer, result.freshPointer)
        try workers.forEachRange(x.count / n, chunk: (1 << 16) / n, keeping: x) { rows in
            let target = yp + rows.lowerBound * n
            target.update(from: xp + rows.lowerBound * n, count: rows.count * n)
            ck_softmax_rows(target, Int64(n), Int64(rows.count), Int64(n))
        }
        return result
    }
}
