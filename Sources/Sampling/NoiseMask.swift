package import Tensors

/// The mask that says where a latent is repainted.
package enum NoiseMask {
    /// A mask in the latent's shape: resized bilinearly, the same for all channels, items repeated over the batch.
    ///
    /// - Parameters:
    ///   - mask: `[N, 1, h, w]` or `[N, h, w]`.
    ///   - shape: `[B, C, H, W]`
    package static func fitted(_ mask: Tensor, to shape: [Int]) throws(SamplingError) -> Tensor {
        guard mask.dtype == .f32, mask.rank >= 2, mask.count > 0, shape.count == 4 else {
            throw SamplingError(
                .badArgument, "a noise mask of shape \(mask.shape) does not fit a latent of shape \(shape)")
        }
        let (inHeight, inWidth) = (mask.shape[mask.rank - 2], mask.shape[mask.rank - 1])
        let items = mask.count / (inHeight * inWidth)
        let (batch, channels, height, width) = (shape[0], shape[1], shape[2], shape[3])
        let rows = taps(from: inHeight, to: height)
        let columns = taps(from: inWidth, to: width)

        var result = Tensor(uninitialized: shape)
        result.withMutableFloats { target in
            mask.withFloats { source in
                var at = 0
                for item in 0..<batch {
                    let image = UnsafeBufferPointer(rebasing: source[(item % items * inHeight * inWidth)...])
                    for _ in 0..<channels {
                        for row in rows {
                            for column in columns {
                                func mix(_ y: Int) -> Float {
                                    (1 - column.weight) * image[y * inWidth + column.low]
                                        + column.weight * image[y * inWidth + column.high]
                                }
                                target[at] = (1 - row.weight) * mix(row.low) + row.weight * mix(row.high)
                                at += 1
                            }
                        }
                    }
                }
            }
        }
        return result
    }

    /// For each output place the two input places between which it lies, pixel centres at halves.
    private static func taps(from input: Int, to output: Int) -> [(low: Int, high: Int, weight: Float)] {
        let scale = Float(input) / Float(output)
        return (0..<output).map { i in
            let place = max(scale * (Float(i) + 0.5) - 0.5, 0)
            let low = min(Int(place), input - 1)
            return (low, min(low + 1, input - 1), min(place - Float(low), 1))
        }
    }
}
