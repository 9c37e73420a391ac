package import System
package import Tensors

extension Resampling {
    /// PyTorch's bicubic interpolation with antialiasing. x: [B, H, W, C] -> [B, height, width, C], all sizes positive
    package static func antialiasedBicubic(
        _ x: Tensor, width: Int, height: Int, cancellation: Cancellation?
    ) throws(CancellationError) -> Tensor {
        let across = AntialiasedTaps(from: x.shape[2], to: width).taps
        let down = AntialiasedTaps(from: x.shape[1], to: height).taps
        let (batch, oldHeight, oldWidth, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        var wide = Tensor(uninitialized: [batch, oldHeight, width, channels])
        for line in 0..<batch * oldHeight {
            try cancellation?.check()
            wide.withMutableFloats { target in
                x.withFloats { source in
                    for (column, tap) in across.enumerated() {
                        for c in 0..<channels {
                            var sum: Float = 0
                            for (i, weight) in tap.weights.enumerated() {
                                sum += weight * source[(line * oldWidth + tap.first + i) * channels + c]
                            }
                            target[(line * width + column) * channels + c] = sum
                        }
                    }
                }
            }
        }
        var result = Tensor(uninitialized: [batch, height, width, channels])
        let row = width * channels
        for line in 0..<batch * height {
            try cancellation?.check()
            let (item, y) = line.quotientAndRemainder(dividingBy: height)
            let tap = down[y]
            result.withMutableFloats { target in
                wide.withFloats { source in
                    for at in 0..<row {
                        var sum: Float = 0
                        for (i, weight) in tap.weights.enumerated() {
                            sum += weight * source[(item * oldHeight + tap.first + i) * row + at]
                        }
                        target[line * row + at] = sum
                    }
                }
            }
        }
        return result
    }
}
