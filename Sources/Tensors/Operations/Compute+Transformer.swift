// What transformers do between their products.

extension Compute {
    /// Each row over the root of its mean square, times weight plus bias. x: [..., C], w: [C] -> [..., C]
    package func rmsNorm(_ x: Tensor, _ w: NormWeight, eps: Float) throws -> Tensor {
        try run(.rmsNorm(x, w, eps: eps))
    }

    /// Each row normed, times its item's scale plus its shift (adaptive norm: Peebles and Xie, 2022).
    /// x: [B, ..., C], scale, shift: [B, C] -> [B, ..., C]
    package func modulatedNorm(
        _ x: Tensor, _ norm: RowNorm = .layer, scale: Tensor, shift: Tensor? = nil, eps: Float
    ) throws -> Tensor {
        try run(.modulatedNorm(x, norm, scale: scale, shift: shift, eps: eps))
    }

    /// residual + x * gate, where an item has one gate. x, residual: [B, ..., C], gate: [B, C] -> [B, ..., C]
    package func gatedSum(_ x: Tensor, gate: Tensor, residual: Tensor?) throws -> Tensor {
        try run(.gatedSum(x, gate: gate, residual: residual))
    }

    /// activation(a) * b, of one shape.
    package func product(_ a: Tensor, _ b: Tensor, activation: Activation = .none) throws -> Tensor {
        try run(.product(a, b, activation))
    }

    /// activation of the first half of each row from a channel on times its second half (N. Shazeer, arXiv 2002.05202),
    /// behind the channels of another tensor if there is one. x: [..., from + 2n], beside: [..., C] -> [..., C + n]
    package func gatedHalves(
        _ x: Tensor, _ activation: Activation, from start: Int = 0, beside: Tensor? = nil
    ) throws -> Tensor {
        try run(.gatedHalves(x, activation, from: start, beside: beside))
    }

    /// Heads of parts of an attention's tokens, one part's behind the other's: normed where they have a norm; then pairs of
    /// each head's first numbers are turned by their token's angles, given as (cos, sin), if there are turns.
    /// parts: [B, Ti, Ci] each, turns: [1 or B, sum of Ti, pairs, 2] -> [B, sum of Ti, heads * D]
    package func heads(
        _ parts: [HeadRows], turns: Tensor? = nil, count: Int, _ rotation: Rotation = .neighbours
    ) throws -> Tensor {
        if turns == nil, parts.count == 1, parts[0].norm == nil, parts[0].channels == 0..<parts[0].x.shape[2] {
            return parts[0].x
        }
        return try run(.heads(parts, turns: turns, heads: count, rotation))
    }

    /// Some neighbouring channels of each row, activated, behind the channels of another tensor if there is one.
    /// x: [..., C], beside: [..., D] -> [..., D + range.count]
    package func channels(
        _ x: Tensor, _ range: Range<Int>, _ activation: Activation = .none, beside: Tensor? = nil
    ) throws -> Tensor {
        try run(.channels(x, range, activation, beside: beside))
    }

    /// Neighbouring channels of each row, one part after the other. x: [..., sum of counts] -> a tensor for each count
    package func split(_ x: Tensor, _ counts: [Int]) throws -> [Tensor] {
        precondition(counts.reduce(0, +) == x.shape[x.rank - 1])
        var start = 0
        return try counts.map { count in
            defer { start += count }
            return try channels(x, start..<start + count)
        }
    }
}
