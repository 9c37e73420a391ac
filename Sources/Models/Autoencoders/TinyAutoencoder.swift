internal import Images
package import Tensors

/// TAESD (madebyollin/taesd, taesd.py): a small autoencoder for latents of a large one, of 3x3 convolutions alone. It
/// works on latents in model space.
package final class TinyAutoencoder: LatentCodec, Sendable {
    package let latentChannels: Int
    /// Of one half it may have none.
    private let encoder: TinyHalf?
    private let decoder: TinyHalf?
    /// What latents are multiplied by after `shift` was taken off, to be in model space.
    private let scale: Float
    private let shift: Float
    package let byteCount: Int
    package let room: WeightRoom

    package var downscale: Int { 8 }
    package var floatsPerPlace: Int { 4 * TinyHalf.width * downscale * downscale }

    /// - Parameters: readers at the halves' numbered layers.
    package init(
        encoder: WeightReader?, decoder: WeightReader?, room: WeightRoom, scale: Float = 1, shift: Float = 0
    ) throws {
        self.encoder = try encoder.map { try TinyHalf($0, .encoder) }
        self.decoder = try decoder.map { try TinyHalf($0, .decoder) }
        (self.room, self.scale, self.shift) = (room, scale, shift)
        let channels = [self.encoder?.outputs, self.decoder?.inputs].compactMap { $0 }
        latentChannels = channels.first ?? 0
        guard Set(channels).count == 1 else {
            throw ModelError(.badShape, "the halves of a TAESD have latents of \(channels) channels")
        }
        byteCount = (self.encoder?.byteCount ?? 0) + (self.decoder?.byteCount ?? 0)
    }

    package func decodeUnclamped(_ latent: Tensor, _ compute: Compute) throws -> Tensor {
        guard let decoder else { throw ModelError(.unsupported, "this TAESD has no decoder") }
        guard latent.rank == 4, latent.shape[1] == latentChannels, latent.count > 0 else {
            throw ModelError(
                .badInput, "a latent of shape \(latent.shape); the VAE wants \(latentChannels) channels")
        }
        let (scale, shift) = (scale, shift)
        return try eachItem(of: latent) { item in
            let x = try compute.nhwc(item).mapped { TinyHalf.clamped(($0 - shift) * scale) }
            return try decoder(x, compute.computing(.autoencoder)).mapped { $0 * 2 - 1 }
        }
    }

    package func encode(_ picture: Tensor, _ compute: Compute) throws -> Tensor {
        guard let encoder else { throw ModelError(.unsupported, "this TAESD has no encoder") }
        guard picture.rank == 4, picture.shape[3] >= 3, picture.shape[0] > 0, picture.shape[1] >= downscale,
            picture.shape[2] >= downscale
        else { throw ModelError(.badInput, "a picture of shape \(picture.shape) cannot be encoded") }
        let (scale, shift) = (scale, shift)
        return try eachItem(of: picture) { item in
            let latent = try encoder(cropped(item).channels(3), compute.computing(.autoencoder))
            return try compute.nchw(latent.mapped { $0 / scale + shift })
        }
    }

    private func eachItem(of batch: Tensor, _ body: (Tensor) throws -> Tensor) throws -> Tensor {
        try room.use {
            Tensor.concatenated(try (0..<batch.shape[0]).map { try body(batch.slice($0..<$0 + 1)) })
        }
    }
}
