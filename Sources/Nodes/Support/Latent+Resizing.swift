internal import Images
internal import System
internal import Tensors
internal import Workflow

extension Latent {
    /// The samples with the width and height of `shape`, resized and cut in the middle unless they are equal but for
    /// the batch.
    func samples(resizedTo shape: [Int], _ cancellation: Cancellation) throws -> Tensor {
        if samples.shape[1...] == shape[1...] { return samples }
        guard samples.rank >= 4, shape.count >= 4 else {
            throw NodeError("RuntimeError", "cannot resize a latent of shape \(samples.shape) to that of \(shape)")
        }
        return try Resampling.latent(
            samples, width: shape[shape.count - 1], height: shape[shape.count - 2], .bilinear, crop: .center,
            cancellation: cancellation)
    }

    /// All latents in one batch, resized to the size of the first, whose other members stay. Each keeps the places by
    /// which its items choose their noise.
    static func joined(_ first: Latent, _ latents: [Latent], _ cancellation: Cancellation) throws -> Latent {
        let parts = try latents.map { try $0.samples(resizedTo: first.samples.shape, cancellation) }
        guard let other = parts.first(where: { $0.shape[1...] != first.samples.shape[1...] }) else {
            var joined = first
            joined.samples = Tensor.concatenated(parts)
            joined.setBatchIndex(try latents.flatMap { try $0.batchIndex ?? Array(0..<$0.batch) })
            return joined
        }
        throw NodeError("RuntimeError", "cannot batch latents of shapes \(first.samples.shape) and \(other.shape)")
    }
}
