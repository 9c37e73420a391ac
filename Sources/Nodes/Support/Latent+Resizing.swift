internal import Images
internal import System
internal import Tensors

extension Latent {
    /// The samples with the width and height of `shape`, resized and cut in the middle unless they are equal but for
    /// the batch.
    func samples(resizedTo shape: [Int], _ cancellation: Cancellation) throws -> Tensor {
        if samples.shape[1...] == shape[1...] { return samples }
        return try Resampling.latent(
            samples, width: shape[3], height: shape[2], .bilinear, crop: .center, cancellation: cancellation)
    }
}
