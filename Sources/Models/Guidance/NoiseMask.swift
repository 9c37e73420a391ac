internal import Images
internal import Sampling
package import Tensors

/// The mask that says where a latent is repainted.
package enum NoiseMask {
    /// A mask in the latent's shape: resized bilinearly, the same for all channels, items repeated over the batch.
    ///
    /// - Parameters:
    ///   - mask: `[N, 1, h, w]` or `[N, h, w]`.
    ///   - shape: `[B, C, H, W]`, or `[B, C, T, H, W]`, whose frames the items are.
    package static func fitted(_ mask: Tensor, to shape: [Int]) throws -> Tensor {
        let items = mask.rank < 2 ? 0 : mask.shape.dropLast(2).reduce(1, *)
        guard mask.dtype == .f32, mask.count > 0, shape.count == 4 || shape.count == 5,
            shape.count == 4 || items == 1 || items == shape[2]
        else {
            throw SamplingError(
                .badArgument, "a noise mask of shape \(mask.shape) does not fit a latent of shape \(shape)")
        }
        let pictures = mask.reshaped([items] + mask.shape.suffix(2) + [1])
        let resized = try Resampling.resize(
            pictures, width: shape[shape.count - 1], height: shape[shape.count - 2], .bilinear, cancellation: nil)
        let plane = resized.count / items
        // of a picture's channels, or of a film's frames
        let planes = shape.count == 4 ? (repeats: shape[1], count: shape[0]) : (repeats: 1, count: shape[2])
        return Layout.map(shape, from: resized) { source, target in
            for i in target.indices.halting() {
                let item = i / plane / planes.repeats % planes.count % items
                target[i] = source[item * plane + i % plane]
            }
        }
    }
}
