package import Tensors

/// What turns pictures into latents and back.
package protocol LatentCodec: Sendable {
    /// Of a latent.
    var latentChannels: Int { get }
    /// Pixels of the picture for one place of the latent, along each side.
    var downscale: Int { get }
    /// Floats that the layers at the latent keep for each of its places, about; 0 where there are none.
    var floatsPerPlace: Int { get }
    /// Latents have an axis of frames: [B, C, T, h, w], and a batch of pictures is the frames of one.
    var hasFrames: Bool { get }
    /// Pictures of so many frames of a latent.
    func frames(of latentFrames: Int) -> Int

    /// latent: [B, C, h, w] -> [B, h * downscale, w * downscale, 3] about -1...1, and beyond
    func decodeUnclamped(_ latent: Tensor, _ compute: Compute) throws -> Tensor
    /// picture: [B, H, W, 3 or more] in 0...1 -> [B, C, H / downscale, W / downscale]
    func encode(_ picture: Tensor, _ compute: Compute) throws -> Tensor
}

extension LatentCodec {
    package var hasFrames: Bool { false }
    package func frames(of latentFrames: Int) -> Int { latentFrames }
    /// latent: [B, C, h, w] -> [B, h * downscale, w * downscale, 3] in 0...1
    package func decode(_ latent: Tensor, _ compute: Compute) throws -> Tensor {
        try decodeUnclamped(latent, compute).mapped { min(max(($0 + 1) / 2, 0), 1) }
    }

    /// As much of a length in pixels as is whole places of the latent; the rest is cut off evenly from both ends.
    package func middle(_ length: Int) -> Range<Int> {
        let rest = length % downscale
        return rest / 2..<rest / 2 + length - rest
    }

    /// The same of both sides of pictures. [B, H, W, C] -> [B, H', W', C]
    func cropped(_ picture: Tensor) throws(OutOfMemoryError) -> Tensor {
        try picture.cropped(rows: middle(picture.shape[1]), columns: middle(picture.shape[2]))
    }
}
