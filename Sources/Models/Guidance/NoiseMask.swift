internal import Images
internal import Sampling
package import Tensors

/// The mask that says where a latent is repainted.
package enum NoiseMask {
    /// A mask in the latent's shape: resized linearly in each direction, the same for all channels, items repeated over
    /// the batch.
    ///
    /// - Parameters:
    ///   - mask: `[N, 1, h, w]` or `[N, h, w]`; of a film its items are frames, unless it is `[N, 1, t, h, w]`.
    ///   - shape: `[B, C, H, W]` or `[B, C, T, H, W]`.
    package static func fitted(_ mask: Tensor, to shape: [Int]) throws -> Tensor {
        let items = mask.rank < 2 ? 0 : mask.shape.dropLast(2).reduce(1, *)
        guard mask.dtype == .f32, mask.count > 0, shape.count == 4 || shape.count == 5,
            mask.rank < 5 || shape.count == 5 && mask.shape[1] == 1
        else {
            throw SamplingError(
                .badArgument, "a noise mask of shape \(mask.shape) does not fit a latent of shape \(shape)")
        }
        func resized(_ pictures: Tensor, width: Int, height: Int) throws -> Tensor {
            try Resampling.resize(pictures, width: width, height: height, .bilinear, cancellation: nil)
        }
        let (height, width) = (shape[shape.count - 2], shape[shape.count - 1])
        var planes = try resized(mask.reshaped([items] + mask.shape.suffix(2) + [1]), width: width, height: height)
        let (plane, frames) = (height * width, shape.count == 5 ? shape[2] : 1)
        if shape.count == 5 {
            let own = mask.rank == 5 ? mask.shape[2] : items
            planes = try resized(planes.reshaped([items / own, own, plane, 1]), width: plane, height: frames)
        }
        let count = planes.count / (frames * plane)
        return Layout.map(shape, from: planes) { source, target in
            for i in target.indices.halting() {
                let item = i / (shape[1] * frames * plane) % count
                target[i] = source[(item * frames + i / plane % frames) * plane + i % plane]
            }
        }
    }
}
