import Glibc
import Tensors

/// The naive twins of `Compute`'s operations: plain loops in f64, one result element at a time.
enum Oracle {
    static func activate(_ x: Double, _ activation: Activation) -> Double {
        switch activation {
        case .none: x
        case .silu: x / (1 + exp(-x))
        case .gelu: 0.5 * x * (1 + erf(x / 2.0.squareRoot()))
        case .quickGelu: x / (1 + exp(-1.702 * x))
        case .tanhGelu: 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
        case .relu: max(x, 0)
        case .leakyRelu: x < 0 ? 0.2 * x : x
        }
    }

    static func linear(_ x: Tensor, _ w: Tensor, _ bias: Tensor?, _ activation: Activation, _ residual: Tensor?)
        -> [Double]
    {
        let (n, k) = (w.shape[0], w.shape[1])
        let (x, w, bias, residual) = (x.floats, w.floats, bias?.floats, residual?.floats)
        return (0..<x.count / k * n).map { at in
            var sum = Double(bias?[at % n] ?? 0) + Double(residual?[at] ?? 0)
            for i in 0..<k { sum += Double(x[at / n * k + i]) * Double(w[at % n * k + i]) }
            return activate(sum, activation)
        }
    }

    /// x: NHWC, w: [O, I, kh, kw]
    static func conv2d(
        _ x: Tensor, _ w: Tensor, _ bias: Tensor?, _ itemBias: Tensor?, stride: Int, padding: ConvPadding,
        _ activation: Activation, _ residual: Tensor?
    ) -> [Double] {
        let (batch, height, width, inputs) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        let (outputs, kh, kw) = (w.shape[0], w.shape[2], w.shape[3])
        let (x, w, bias, itemBias, residual) = (x.floats, w.floats, bias?.floats, itemBias?.floats, residual?.floats)
        let outHeight = (height + padding.top + padding.bottom - kh) / stride + 1
        let outWidth = (width + padding.left + padding.right - kw) / stride + 1
        var result: [Double] = []
        for b in 0..<batch {
            for oy in 0..<outHeight {
                for ox in 0..<outWidth {
                    for o in 0..<outputs {
                        var sum = Double(bias?[o] ?? 0) + Double(residual?[result.count] ?? 0)
                        sum += Double(itemBias?[b * outputs + o] ?? 0)
                        for ky in 0..<kh {
                            for kx in 0..<kw {
                                let (y, c) = (oy * stride + ky - padding.top, ox * stride + kx - padding.left)
                                guard y >= 0, y < height, c >= 0, c < width else { continue }
                                let pixel = ((b * height + y) * width + c) * inputs
                                for i in 0..<inputs {
                                    let tap = ((o * inputs + i) * kh + ky) * kw + kx
                                    sum += Double(x[pixel + i]) * Double(w[tap])
                                }
                            }
                        }
                        result.append(activate(sum, activation))
                    }
                }
            }
        }
        return result
    }

    static func groupNorm(
        _ x: Tensor, _ w: Tensor?, _ bias: Tensor?, groups: Int, eps: Double, _ activation: Activation
    ) -> [Double] {
        let (batch, channels) = (x.shape[0], x.shape.last!)
        let size = channels / groups
        let (pixels, w, bias) = (x.count / batch / channels, w?.floats, bias?.floats)
        let x = x.floats.map(Double.init)
        var result = x
        for b in 0..<batch {
            for g in 0..<groups {
                let members = (0..<pixels).flatMap { p in (0..<size).map { (b * pixels + p) * channels + g * size + $0 }
                }
                let mean = members.reduce(0) { $0 + x[$1] } / Double(members.count)
                let variance = members.reduce(0) { $0 + (x[$1] - mean) * (x[$1] - mean) } / Double(members.count)
                for i in members {
                    let normal = (x[i] - mean) / (variance + eps).squareRoot()
                    result[i] = activate(
                        normal * Double(w?[i % channels] ?? 1) + Double(bias?[i % channels] ?? 0), activation)
                }
            }
        }
        return result
    }

    static func layerNorm(_ x: Tensor, _ w: Tensor?, _ bias: Tensor?, eps: Double) -> [Double] {
        let n = x.shape.last!
        let (x, w, bias) = (x.floats.map(Double.init), w?.floats, bias?.floats)
        return x.indices.map { i in
            let row = x[i / n * n..<i / n * n + n]
            let mean = row.reduce(0, +) / Double(n)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)
            return (x[i] - mean) / (variance + eps).squareRoot() * Double(w?[i % n] ?? 1) + Double(bias?[i % n] ?? 0)
        }
    }

    static func softmax(_ x: Tensor) -> [Double] {
        let n = x.shape.last!
        let x = x.floats.map(Double.init)
        return x.indices.map { i in
            let row = x[i / n * n..<i / n * n + n]
            let top = row.max()!
            return exp(x[i] - top) / row.reduce(0) { $0 + exp($1 - top) }
        }
    }

    static func attention(_ q: Tensor, _ k: Tensor, _ v: Tensor, heads: Int, causal: Bool) -> [Double] {
        attention(q, k, v, AttentionOptions(heads: heads, causal: causal))
    }

    static func attention(_ q: Tensor, _ k: Tensor, _ v: Tensor, _ options: AttentionOptions) -> [Double] {
        let (queries, channels, keys, keyChannels) = (q.shape[1], q.shape[2], k.shape[1], k.shape[2])
        let (heads, causal) = (options.heads, options.causal)
        let (width, sharing) = (channels / heads, heads / options.keyHeads)
        let scale = options.scale ?? 1 / Double(width).squareRoot()
        let (shape, biases) = (options.bias?.shape ?? [], options.bias?.floats)
        let distances = options.distances?.floats
        func bias(_ item: Int, _ head: Int, _ query: Int, _ key: Int) -> Double {
            let distance = distances.map { Double($0[head * (queries + keys - 1) + key - query + queries - 1]) } ?? 0
            guard let biases else { return distance }
            let place = [item, head, query, key].enumerated().reduce(0) { sum, axis in
                sum * shape[axis.offset] + (shape[axis.offset] == 1 ? 0 : axis.element)
            }
            return max(Double(biases[place]) + distance, -1e30)
        }
        let (q, k, v) = (q.floats, k.floats, v.floats)
        var result = [Double](repeating: 0, count: q.count)
        for row in 0..<q.count / max(channels, 1) {
            let (item, place) = (row / queries, row % queries)
            for head in 0..<heads {
                func start(_ key: Int) -> Int { (item * keys + key) * keyChannels + head / sharing * width }
                let visible = causal ? place + 1 : keys
                let scores = (0..<visible).map { key in
                    (0..<width).reduce(0.0) { sum, i in
                        sum + Double(q[row * channels + head * width + i]) * Double(k[start(key) + i])
                    } * scale + bias(item, head, place, key)
                }
                let top = scores.max()!
                let weights = scores.map { exp($0 - top) }
                let total = weights.reduce(0, +)
                for key in 0..<visible {
                    for i in 0..<width {
                        result[row * channels + head * width + i] += weights[key] / total * Double(v[start(key) + i])
                    }
                }
            }
        }
        return result
    }

    /// x: [..., 2n] -> [..., n]
    static func geglu(_ x: [Double], n: Int) -> [Double] {
        (0..<x.count / 2).map { i in x[i / n * 2 * n + i % n] * activate(x[i / n * 2 * n + n + i % n], .gelu) }
    }

    static func upsampleNearest2x(_ x: Tensor) -> [Double] {
        let (batch, height, width, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        let x = x.floats
        var result: [Double] = []
        for b in 0..<batch {
            for y in 0..<2 * height {
                for c in 0..<2 * width {
                    for i in 0..<channels {
                        result.append(Double(x[((b * height + y / 2) * width + c / 2) * channels + i]))
                    }
                }
            }
        }
        return result
    }

    static func concatChannels(_ a: Tensor, _ b: Tensor) -> [Double] {
        let (c, d) = (a.shape.last!, b.shape.last!)
        let (a, b) = (a.floats, b.floats)
        return (0..<a.count / c * (c + d)).map { i in
            let (pixel, channel) = i.quotientAndRemainder(dividingBy: c + d)
            return Double(channel < c ? a[pixel * c + channel] : b[pixel * d + channel - c])
        }
    }

    /// x: [B, C, H, W] -> [B, H, W, C]
    static func nhwc(_ x: Tensor) -> [Double] {
        let (batch, channels, pixels) = (x.shape[0], x.shape[1], x.shape[2] * x.shape[3])
        let x = x.floats
        return (0..<batch * pixels * channels).map { i in
            let (pixel, channel) = (i / channels % pixels, i % channels)
            return Double(x[(i / channels / pixels * channels + channel) * pixels + pixel])
        }
    }

    /// x: [B, H, W, C] -> [B, C, H, W]
    static func nchw(_ x: Tensor) -> [Double] {
        let (batch, channels, pixels) = (x.shape[0], x.shape[3], x.shape[1] * x.shape[2])
        let x = x.floats
        return (0..<batch * pixels * channels).map { i in
            let (channel, pixel) = (i / pixels % channels, i % pixels)
            return Double(x[(i / pixels / channels * pixels + pixel) * channels + channel])
        }
    }
}
