import Tensors

extension Oracle {
    /// What an operation's plain loops make of its operands.
    static func result(of operation: Operation) throws -> [Double] {
        switch operation {
        case .linear(let x, let w, let activation, let residual):
            return linear(x, try w.weight.expanded(), w.bias, activation, residual)
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
        case .attention(let q, let k, let v, let heads, let causal):
            return attention(q, k, v, heads: heads, causal: causal)
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
