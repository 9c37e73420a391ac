internal import Glibc
internal import System
internal import Tensors

/// ComfyUI's `bislerp`: bilinear, but pixels are turned into each other as vectors of their channels.
extension Resampling {
    /// x: [B, H, W, C] -> [B, height, width, C]
    static func bislerp(
        _ x: Tensor, width: Int, height: Int, cancellation: Cancellation?
    ) throws(CancellationError) -> Tensor {
        let (batch, oldHeight, oldWidth, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        let across = SlerpTaps(from: oldWidth, to: width)
        let down = SlerpTaps(from: oldHeight, to: height)
        var wide = Tensor(uninitialized: [batch, oldHeight, width, channels])
        try x.withFloats { source throws(CancellationError) in
            try wide.withMutableFloats { target throws(CancellationError) in
                for line in 0..<(batch * oldHeight) {
                    try cancellation?.check()
                    let base = source.baseAddress! + line * oldWidth * channels
                    for i in 0..<width {
                        slerp(
                            base + across.low[i] * channels, base + across.high[i] * channels, across.ratio[i],
                            into: target.baseAddress! + (line * width + i) * channels, channels)
                    }
                }
            }
        }
        var result = Tensor(uninitialized: [batch, height, width, channels])
        let row = width * channels
        try wide.withFloats { source throws(CancellationError) in
            try result.withMutableFloats { target throws(CancellationError) in
                for b in 0..<batch {
                    for y in 0..<height {
                        try cancellation?.check()
                        let low = source.baseAddress! + (b * oldHeight + down.low[y]) * row
                        let high = source.baseAddress! + (b * oldHeight + down.high[y]) * row
                        let output = target.baseAddress! + (b * height + y) * row
                        for i in stride(from: 0, to: row, by: channels) {
                            slerp(low + i, high + i, down.ratio[y], into: output + i, channels)
                        }
                    }
                }
            }
        }
        return result
    }

    private static func slerp(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ ratio: Float, into result: UnsafeMutablePointer<Float>,
        _ channels: Int
    ) {
        var (squareA, squareB): (Float, Float) = (0, 0)
        for c in 0..<channels {
            squareA += a[c] * a[c]
            squareB += b[c] * b[c]
        }
        let (normA, normB) = (squareA.squareRoot(), squareB.squareRoot())
        func unit(_ x: Float, _ norm: Float) -> Float { norm == 0 ? 0 : x / norm }
        var dot: Float = 0
        for c in 0..<channels { dot += unit(a[c], normA) * unit(b[c], normB) }
        if dot > 1 - 1e-5 {
            for c in 0..<channels { result[c] = a[c] }
        } else if dot < 1e-5 - 1 {
            for c in 0..<channels { result[c] = a[c] * (1 - ratio) + b[c] * ratio }
        } else {
            let angle = acosf(dot)
            let (weightA, weightB) = (sinf((1 - ratio) * angle) / sinf(angle), sinf(ratio * angle) / sinf(angle))
            let norm = normA * (1 - ratio) + normB * ratio
            for c in 0..<channels {
                result[c] = (weightA * unit(a[c], normA) + weightB * unit(b[c], normB)) * norm
            }
        }
    }
}
