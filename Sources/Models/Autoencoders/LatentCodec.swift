package import Tensors

/// What turns pictures into latents and back.
package protocol LatentCodec: Sendable {
    /// Of a latent.
    var latentChannels: Int { get }
    /// Pixels of the picture for one place of the latent, along each side.
    var downscale: Int { get }
    /// Floats that the layers at the latent keep for each of its places, about; 0 where there are none.
    var floatsPerPlace: Int { get }

    /// latent: [B, C, h, w] -> [B, h * downscale, w * downscale, 3] in 0...1
    func decode(_ latent: Tensor, _ compute: Compute) throws -> Tensor
    /// picture: [B, H, W, 3 or more] in 0...1 -> [B, C, H / downscale, W / downscale]
    func encode(_ picture: Tensor, _ compute: Compute) throws -> Tensor
}
