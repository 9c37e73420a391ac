extension Compute {
    /// activation(x W^T + bias + residual). x: [..., K], residual: [..., N] -> [..., N]
    package func linear(
        _ x: Tensor, _ w: LinearWeight, activation: Activation = .none, residual: Tensor? = nil
    ) throws -> Tensor {
        try run(.linear(x, w, activation, residual: residual))
    }

    /// residual + (x W^T + bias) * gate, where an item has one gate.
    /// x: [B, ..., K], gate: [B, N], residual: [B, ..., N] -> [B, ..., N]
    package func linear(_ x: Tensor, _ w: LinearWeight, gate: Tensor, residual: Tensor) throws -> Tensor {
        guard x.shape[0] == 1 else { return try gatedSum(linear(x, w), gate: gate, residual: residual) }
        return try run(.linear(x, w, residual: residual, factor: gate))
    }

    /// GEGLU (N. Shazeer, arXiv 2002.05202): the first half of x W^T + bias times gelu of the second.
    /// x: [..., K], w: [2N, K] -> [..., N]
    package func gatedLinear(_ x: Tensor, _ w: LinearWeight) throws -> Tensor { try run(.gatedLinear(x, w)) }

    /// x: [B, H, W, I], residual: [B, H', W', O], itemBias: [B, O] -> [B, H', W', O] with
    /// H' = (H + top + bottom - kh) / stride + 1, W' alike; the kernel must fit into the padded image.
    /// `upsampled`: x is taken at twice its height and width, each pixel four times (nearest), without
    /// being written out. `itemBias` is added to every pixel of an item.
    package func conv2d(
        _ x: Tensor, _ w: ConvWeight, stride: Int = 1, padding: ConvPadding = .none, upsampled: Bool = false,
        itemBias: Tensor? = nil, activation: Activation = .none, residual: Tensor? = nil
    ) throws -> Tensor {
        try run(
            .conv2d(
                x, w,
                Convolution(
                    stride: stride, padding: padding, upsampled: upsampled, itemBias: itemBias, activation: activation,
                    residual: residual)))
    }

    /// softmax(q k^T * scale + bias) v for each head, scale = 1 / sqrt D where it is not given, D = C / heads.
    /// q: [B, T, C], k, v: [B, S, keyHeads * D] -> [B, T, C]
    package func attention(q: Tensor, k: Tensor, v: Tensor, _ options: AttentionOptions) throws -> Tensor {
        try run(.attention(q: q, k: k, v: v, options))
    }

    /// The same without a bias, with as many heads of keys. causal (T = S): a query sees keys up to its own place.
    package func attention(q: Tensor, k: Tensor, v: Tensor, heads: Int, causal: Bool = false) throws -> Tensor {
        try attention(q: q, k: k, v: v, AttentionOptions(heads: heads, causal: causal))
    }

    /// Each group of channels of each item to mean 0 and variance 1, times weight plus bias, activated.
    /// x: [B, H, W, C] (or [B, T, C]), w: [C] -> the same shape. Sums are taken in f64.
    package func groupNorm(
        _ x: Tensor, _ w: NormWeight, groups: Int = 32, eps: Float, activation: Activation = .none
    ) throws -> Tensor {
        try run(.groupNorm(x, w, groups: groups, eps: eps, activation))
    }

    /// Each row to mean 0 and variance 1, times weight plus bias. x: [..., C], w: [C] -> [..., C]
    package func layerNorm(_ x: Tensor, _ w: NormWeight, eps: Float = 1e-5) throws -> Tensor {
        try run(.layerNorm(x, w, eps: eps))
    }

    /// exp(x) over its sum along the last dimension. x: [..., N] -> [..., N]
    package func softmax(_ x: Tensor) throws -> Tensor { try run(.softmax(x)) }

    /// activation(x), the same shape.
    package func activate(_ x: Tensor, _ activation: Activation) throws -> Tensor { try run(.activate(x, activation)) }

    /// a + b, of one shape.
    package func add(_ a: Tensor, _ b: Tensor) throws -> Tensor { try run(.add(a, b)) }

    /// Rows of a table by their numbers. table: [N, ...] -> [ids.count, ...]
    package func lookUp(_ ids: [Int], in table: StoredWeight) throws -> Tensor { try run(.lookUp(ids, table)) }

    /// Every pixel four times. x: [B, H, W, C] -> [B, 2H, 2W, C]
    package func upsampleNearest2x(_ x: Tensor) throws -> Tensor { try run(.upsampleNearest2x(x)) }

    /// The channels of a, then those of b. a: [..., C], b: [..., D] -> [..., C + D]
    package func concatChannels(_ a: Tensor, _ b: Tensor) throws -> Tensor { try run(.concatChannels(a, b)) }

    /// [B, C, H, W] -> [B, H, W, C]
    package func nhwc(_ x: Tensor) throws -> Tensor { try run(.nhwc(x)) }

    /// [B, H, W, C] -> [B, C, H, W]
    package func nchw(_ x: Tensor) throws -> Tensor { try run(.nchw(x)) }
}
