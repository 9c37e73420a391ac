import Tensors

// The naive twins of what transformers do between their products.
extension Oracle {
    /// - Parameter rows: how many of [.., C] share a row of scale and shift are `x.count / C / (scale.count / C)`.
    static func rmsNorm(_ x: Tensor, rows items: Int, scale: Tensor?, shift: Tensor?, eps: Double) -> [Double] {
        let n = x.shape.last!
        let (values, scale, shift) = (x.floats.map(Double.init), scale?.floats, shift?.floats)
        return values.indices.map { i in
            let row = values[i / n * n..<i / n * n + n]
            let square = row.reduce(0) { $0 + $1 * $1 } / Double(n)
            let at = i / (values.count / items) * n + i % n
            return values[i] / (square + eps).squareRoot() * Double(scale?[at] ?? 1) + Double(shift?[at] ?? 0)
        }
    }

    static func modulatedNorm(
        _ x: Tensor, _ norm: RowNorm, scale: Tensor, shift: Tensor?, eps: Double
    ) -> [Double] {
        let (items, n) = (x.shape[0], x.shape.last!)
        if norm == .rms { return rmsNorm(x, rows: items, scale: scale, shift: shift, eps: eps) }
        let normed = layerNorm(x, nil, nil, eps: eps)
        let (scales, shifts) = (scale.floats, shift?.floats)
        return normed.indices.map { i in
            let at = i / (normed.count / items) * n + i % n
            return normed[i] * Double(scales[at]) + Double(shifts?[at] ?? 0)
        }
    }

    static func gatedSum(_ x: Tensor, _ gate: Tensor, _ residual: Tensor?) -> [Double] {
        let (values, gates, kept, n) = (x.floats, gate.floats, residual?.floats, x.shape.last!)
        return values.indices.map { i in
            let at = i / (values.count / x.shape[0]) * n + i % n
            return Double(values[i]) * Double(gates[at]) + Double(kept?[i] ?? 0)
        }
    }

    /// x: [..., 2n] -> [..., n]
    static func gatedHalves(_ x: Tensor, _ activation: Activation) -> [Double] {
        let (values, n) = (x.floats, x.shape.last! / 2)
        return (0..<values.count / 2).map { i in
            let first = i / n * 2 * n + i % n
            return activate(Double(values[first]), activation) * Double(values[first + n])
        }
    }

    static func rotate(_ x: Tensor, _ turns: Tensor, heads: Int, _ rotation: Rotation) -> [Double] {
        let (tokens, channels, pairs) = (x.shape[1], x.shape[2], turns.shape[2])
        let (values, angles) = (x.floats.map(Double.init), turns.floats.map(Double.init))
        return values.indices.map { i in
            let (row, place) = (i / channels, i % channels % (channels / heads))
            guard place < 2 * pairs else { return values[i] }
            let token = turns.shape[0] == 1 ? row % tokens : row
            let pair = rotation == .halves ? place % pairs : place / 2
            let isFirst = rotation == .halves ? place < pairs : place % 2 == 0
            let distance = rotation == .halves ? pairs : 1
            let (cosine, sine) = (angles[(token * pairs + pair) * 2], angles[(token * pairs + pair) * 2 + 1])
            return isFirst
                ? values[i] * cosine - values[i + distance] * sine : values[i] * cosine + values[i - distance] * sine
        }
    }

    /// Some channels of each row.
    static func rows(_ x: Tensor, _ range: Range<Int>) -> Tensor {
        let values = x.floats
        let part = stride(from: 0, to: x.count, by: x.shape.last!).flatMap { row in
            values[row + range.lowerBound..<row + range.upperBound]
        }
        return Tensor(part, shape: x.shape.dropLast() + [range.count])
    }

    /// Rows of `width` numbers behind those of another tensor.
    static func joined(_ values: [Double], width: Int, behind other: Tensor?) -> [Double] {
        guard let other else { return values }
        let (before, n) = (other.floats.map(Double.init), other.shape.last!)
        var result: [Double] = []
        for row in 0..<values.count / width {
            result += before[row * n..<(row + 1) * n]
            result += values[row * width..<(row + 1) * width]
        }
        return result
    }

    static func heads(_ parts: [HeadRows], _ turns: Tensor?, heads: Int, _ rotation: Rotation) throws -> [Double] {
        let (batch, channels) = (parts[0].x.shape[0], parts[0].channels.count)
        let normed = parts.map { part in
            let x = rows(part.x, part.channels)
            guard let norm = part.norm else { return x.floats }
            let each = x.reshaped([x.count / (channels / heads), channels / heads])
            return rmsNorm(each, rows: 1, scale: norm.weight.weight, shift: nil, eps: Double(norm.eps)).map(Float.init)
        }
        let all = (0..<batch).flatMap { item -> [Float] in
            normed.flatMap { (part: [Float]) -> ArraySlice<Float> in
                let size = part.count / batch
                return part[item * size..<(item + 1) * size]
            }
        }
        guard let turns else { return all.map(Double.init) }
        return rotate(
            Tensor(all, shape: [batch, all.count / batch / channels, channels]), turns, heads: heads, rotation)
    }
}
