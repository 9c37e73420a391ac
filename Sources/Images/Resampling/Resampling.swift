package import System
package import Tensors

/// Resizing with the numbers of PyTorch's `interpolate`, Pillow's Lanczos and ComfyUI's bislerp.
package enum Resampling {
    /// x: [B, H, W, C] -> [B, height, width, C], all sizes positive. C counts as channels where they matter (lanczos:
    /// the second or fourth is alpha; bislerp).
    package static func resize(
        _ x: Tensor, width: Int, height: Int, _ method: ResamplingMethod, cancellation: Cancellation?
    ) throws(CancellationError) -> Tensor {
        switch method {
        case .lanczos: try lanczos(x, width: width, height: height, cancellation: cancellation)
        case .bislerp: try bislerp(x, width: width, height: height, cancellation: cancellation)
        default: try separable(x, width: width, height: height, method, cancellation: cancellation)
        }
    }

    /// The middle of pictures in the proportions of `target`: ComfyUI's crop "center".
    package static func centerCropped(_ x: Tensor, toAspectOf target: (width: Int, height: Int)) -> Tensor {
        let (height, width) = (x.shape[1], x.shape[2])
        let (left, top) = centerCrop(width: width, height: height, toAspectOf: target)
        return Layout.cropped(x, y: top..<max(height - top, top), x: left..<max(width - left, left))
    }

    /// Where the largest middle part of a picture that has the target's aspect ratio begins, as ComfyUI's
    /// `common_upscale` cuts it.
    static func centerCrop(width: Int, height: Int, toAspectOf target: (width: Int, height: Int)) -> (x: Int, y: Int) {
        let old = Double(width) / Double(height)
        let new = Double(target.width) / Double(target.height)
        if old > new {
            return (Int(((Double(width) - Double(width) * (new / old)) / 2).rounded(.toNearestOrEven)), 0)
        }
        if old < new {
            return (0, Int(((Double(height) - Double(height) * (old / new)) / 2).rounded(.toNearestOrEven)))
        }
        return (0, 0)
    }

    /// Along the rows first, then down the columns.
    private static func separable(
        _ x: Tensor, width: Int, height: Int, _ method: ResamplingMethod, cancellation: Cancellation?
    ) throws(CancellationError) -> Tensor {
        let (batch, oldHeight, oldWidth, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        let across = ResamplingTaps(method, from: oldWidth, to: width)
        let down = ResamplingTaps(method, from: oldHeight, to: height)
        var result = Tensor(uninitialized: [batch, height, width, channels])
        let row = width * channels
        // The rows of one picture, resized across; kept only while they are needed.
        var rows = [[Float]?](repeating: nil, count: oldHeight)
        try x.withFloats { source throws(CancellationError) in
            try result.withMutableFloats { target throws(CancellationError) in
                for b in 0..<batch {
                    for y in rows.indices { rows[y] = nil }
                    var oldest = 0
                    for y in 0..<height {
                        try cancellation?.check()
                        let taps = down.first[y]..<down.first[y + 1]
                        let needed = down.indices[taps].min()!
                        while oldest < needed {
                            rows[oldest] = nil
                            oldest += 1
                        }
                        let output = target[((b * height + y) * row)..<((b * height + y + 1) * row)]
                        let start = output.startIndex
                        for i in 0..<row { target[start + i] = 0 }
                        for tap in taps {
                            let from = down.indices[tap]
                            if rows[from] == nil {
                                let base = (b * oldHeight + from) * oldWidth * channels
                                rows[from] = resizeRow(
                                    UnsafeBufferPointer(rebasing: source[base..<(base + oldWidth * channels)]), across,
                                    channels)
                            }
                            let weight = down.weights[tap]
                            rows[from]!.withUnsafeBufferPointer { values in
                                for i in 0..<row { target[start + i] += weight * values[i] }
                            }
                        }
                        if method == .area {
                            for i in 0..<width {
                                let divisor = down.divisors[y] * across.divisors[i]
                                for c in 0..<channels { target[start + i * channels + c] /= divisor }
                            }
                        }
                    }
                }
            }
        }
        return result
    }

    /// One row [W, C] -> [width, C].
    private static func resizeRow(_ source: UnsafeBufferPointer<Float>, _ taps: ResamplingTaps, _ channels: Int)
        -> [Float]
    {
        [Float](unsafeUninitializedCapacity: taps.count * channels) { target, count in
            for i in 0..<taps.count {
                for c in 0..<channels {
                    var sum: Float = 0
                    for tap in taps.first[i]..<taps.first[i + 1] {
                        sum += taps.weights[tap] * source[taps.indices[tap] * channels + c]
                    }
                    target[i * channels + c] = sum
                }
            }
            count = taps.count * channels
        }
    }
}
