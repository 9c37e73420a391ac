import Tensors

extension Oracle {
    /// What an operation's plain loops make of its operands.
    static func result(of operation: Operation) throws -> [Double] {
        switch operation {
        case .linear(let x, let w, let activation, let residual, let factor):
            guard let factor else { return linear(x, try w.weight.expanded(), w.bias, activation, residual) }
            let (factors, kept) = (factor.floats, residual?.floats)
            return linear(x, try w.weight.expanded(), w.bias, .none, nil).enumerated().map { at, sum in
                activate(sum * Double(factors[at % factors.count]) + Double(kept?[at] ?? 0), activation)
            }
        case .gatedLinear(let x, let w):
            return geglu(linear(x, try w.weight.expanded(), w.bias, .none, nil), n: w.outputs / 2)
        case .conv2d(let x, let w, let options):
            let seen =
                options.upsampled
                ? Tensor(
                    upsampleNearest2x(x).map(Float.init),
                    shape: [x.shape[0], 2 * x.shape[1], 2 * x.shape[2], x.shape[3]])
                : x
            return conv2d(
                seen, try w.weight.expanded(), w.bias, options.itemBias, stride: options.stride,
                padding: options.padding, options.activation, options.residual)
        case .attention(let q, let k, let v, let options): return attention(q, k, v, options)
        case .rmsNorm(let x, let w, let eps):
            return rmsNorm(x, rows: 1, scale: w.weight, shift: w.bias, eps: Double(eps))
        case .modulatedNorm(let x, let norm, let scale, let shift, let eps):
            return modulatedNorm(x, norm, scale: scale, shift: shift, eps: Double(eps))
        case .gatedSum(let x, let gate, let residual): return gatedSum(x, gate, residual)
        case .product(let a, let b, let activation):
            return zip(a.floats, b.floats).map { activate(Double($0), activation) * Double($1) }
        case .gatedHalves(let x, let activation, let start, let beside):
            let part = rows(x, start..<x.shape.last!)
            let n = (x.shape.last! - start) / 2
            return joined(gatedHalves(part, activation), width: n, behind: beside)
        case .heads(let parts, let turns, let heads, let rotation):
            return try Oracle.heads(parts, turns, heads: heads, rotation)
        case .channels(let x, let range, let activation, let beside):
            let part = rows(x, range).floats.map { activate(Double($0), activation) }
            return joined(part, width: range.count, behind: beside)
        case .groupNorm(let x, let w, let groups, let eps, let activation):
            return groupNorm(x, w.weight, w.bias, groups: groups, eps: Double(eps), activation)
        case .layerNorm(let x, let w, let eps): return layerNorm(x, w.weight, w.bias, eps: Double(eps))
        case .softmax(let x): return softmax(x)
        case .activate(let x, let activation): return x.floats.map { activate(Double($0), activation) }
        case .add(let a, let b): return zip(a.floats, b.floats).map { Double($0) + Double($1) }
        case .lookUp(let ids, let table):
            let (floats, width) = (try table.expanded().floats, table.shape.dropFirst().reduce(1, *))
            return ids.flatMap { floats[$0 * width..<($0 + 1) * width].map(Double.init) }
        case .upsampleNearest2x(let x): return upsampleNearest2x(x)
        case .concatChannels(let a, let b): return concatChannels(a, b)
        case .nhwc(let x): return nhwc(x)
        case .nchw(let x): return nchw(x)
        }
    }
}
