internal import CKernels

// Parts of rows that become rows of their own, with what is done to them on the way.
extension CPU {
    /// Heads of parts of an attention's tokens, one part's behind the other's.
    /// parts: [B, Ti, Ci] each, turns: [1 or B, sum of Ti, pairs, 2] -> [B, sum of Ti, heads * D]
    func heads(_ parts: [HeadRows], turns: Tensor?, heads: Int, _ rotation: Rotation) throws -> Tensor {
        precondition(!parts.isEmpty && heads > 0)
        let (batch, channels) = (parts[0].x.shape[0], parts[0].channels.count)
        let (tokens, width) = (parts.reduce(0) { $0 + $1.x.shape[1] }, channels / heads)
        let turned = 2 * (turns?.shape[2] ?? 0)
        precondition(channels % heads == 0 && turned <= width)
        precondition(turns.map { $0.shape[1] == tokens && ($0.shape[0] == 1 || $0.shape[0] == batch) } ?? true)
        let result = try Tensor(allocating: [batch, tokens, channels])
        var before = 0
        for part in parts {
            let (x, all, count) = (part.x, part.x.shape[2], part.x.shape[1])
            precondition(x.rank == 3 && x.shape[0] == batch && part.channels.count == channels)
            precondition(part.channels.lowerBound >= 0 && part.channels.upperBound <= all)
            precondition(part.norm?.weight.weight.map { $0.count == width } ?? true)
            let (xp, yp) = (x.floatPointer + part.channels.lowerBound, result.freshPointer)
            let (weight, tp, start) = (part.norm?.weight.weight, turns?.floatPointer, before)
            let (wp, eps) = (weight?.floatPointer, part.norm?.eps ?? 0)
            let block = max(rowChunk / channels, 1), blocks = (count + block - 1) / block
            try workers.forEach(batch * blocks, keeping: x, weight, turns) { index in
                let (item, first) = (index / blocks, index % blocks * block)
                let row = item * tokens + start + first
                ck_heads(
                    yp + row * channels, xp + (item * count + first) * all, Int64(all), wp, eps,
                    tp.map { $0 + ((turns!.shape[0] == 1 ? 0 : item * tokens) + start + first) * turned },
                    Int64(min(block, count - first)), Int64(heads), Int64(width), Int64(turned),
                    rotation == .halves ? 1 : 0)
            }
            before += count
        }
        return result
    }

    /// activation of the first half of each row from a channel on times its second half, behind `beside`.
    /// x: [..., start + 2n], beside: [..., C] -> [..., C + n]
    func gatedHalves(_ x: Tensor, _ activation: Activation, from start: Int, beside: Tensor?) throws -> Tensor {
        let all = x.shape[x.rank - 1], n = (all - start) / 2
        precondition(start >= 0 && all == start + 2 * n)
        return try rows(of: x, beside: beside, n) { target, stride, source, rows in
            ck_gate(
                target, Int64(stride), source + start, Int64(all), source + start + n, Int64(all), Int64(rows),
                Int64(n),
                activation.kernel)
        }
    }

    /// Some neighbouring channels of each row, activated, behind `beside`.
    /// x: [..., C], beside: [..., D] -> [..., D + range.count]
    func channels(_ x: Tensor, _ range: Range<Int>, _ activation: Activation, beside: Tensor?) throws -> Tensor {
        let all = x.shape[x.rank - 1]
        precondition(range.lowerBound >= 0 && range.upperBound <= all)
        return try rows(of: x, beside: beside, range.count) { target, stride, source, rows in
            for row in 0..<rows {
                let (to, from) = (target + row * stride, source + row * all + range.lowerBound)
                if activation == .none {
                    to.update(from: from, count: range.count)
                } else {
                    ck_activate(to, from, Int64(range.count), activation.kernel)
                }
            }
        }
    }

    /// Rows of `beside` with `count` numbers behind them that `body` makes of rows of x, several at a time.
    /// x: [..., C], beside: [..., D] -> [..., D + count]
    private func rows(
        of x: Tensor, beside: Tensor?, _ count: Int,
        _ body:
            @escaping (
                _ target: UnsafeMutablePointer<Float>, _ stride: Int, _ source: UnsafePointer<Float>, _ rows: Int
            ) -> Void
    ) throws -> Tensor {
        precondition(x.rank >= 1 && (beside.map { $0.shape.dropLast() == x.shape.dropLast() } ?? true))
        let all = x.shape[x.rank - 1], kept = beside.map { $0.shape[$0.rank - 1] } ?? 0
        let stride = kept + count
        let result = try Tensor(allocating: x.shape.dropLast() + [stride])
        guard result.count > 0 else { return result }
        let (xp, yp, bp) = (x.floatPointer, result.freshPointer, beside?.floatPointer)
        try workers.forEachRange(x.count / all, chunk: max(rowChunk / stride, 1), keeping: x, beside) { rows in
            let target = yp + rows.lowerBound * stride
            if let bp {
                for row in rows { (yp + row * stride).update(from: bp + row * kept, count: kept) }
            }
            body(target + kept, stride, xp + rows.lowerBound * all, rows.count)
        }
        return result
    }
}
