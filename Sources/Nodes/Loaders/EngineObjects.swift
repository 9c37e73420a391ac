internal import Images
internal import Models
internal import Tensors
internal import Workflow

/// A MODEL.
final class ModelObject: EngineObject {
    let model: DiffusionModel
    init(_ model: DiffusionModel) { self.model = model }
}

/// A CLIP: a text encoder and which of its layers gives the result.
final class ClipObject: EngineObject {
    let encoder: TextEncoder
    /// -1 for the last layer, -2 for the one before it, ...
    let skip: Int

    init(_ encoder: TextEncoder, skip: Int = -1) {
        self.encoder = encoder
        self.skip = skip
    }
}

/// A VAE.
final class VAEObject: EngineObject {
    let autoencoder: any PictureCoder
    init(_ autoencoder: any PictureCoder) { self.autoencoder = autoencoder }
}

/// What turns pictures into latents and back.
protocol PictureCoder: Sendable {
    /// Of a latent.
    var latentChannels: Int { get }
    /// Pixels along a side for one place of the latent.
    var downscale: Int { get }
    /// latent: [B, C, h, w] -> [B, h * downscale, w * downscale, 3] in 0...1
    func decode(_ latent: Tensor, _ compute: Compute) throws -> Tensor
    /// picture: [B, H, W, 3 or more] -> [B, C, H / downscale, W / downscale]
    func encode(_ picture: Tensor, _ compute: Compute) throws -> Tensor
}

extension Autoencoder: PictureCoder {}

/// ComfyUI's VAE "pixel_space": the latent is the picture in -1...1.
struct PixelSpaceCoder: PictureCoder {
    var latentChannels: Int { 3 }
    var downscale: Int { 1 }

    func decode(_ latent: Tensor, _ compute: Compute) throws -> Tensor {
        guard latent.shape[1] == 3 else {
            throw ModelError(.badInput, "a latent of shape \(latent.shape) has no colours")
        }
        return Layout.nhwc(latent).map { min(max(($0 + 1) / 2, 0), 1) }
    }

    func encode(_ picture: Tensor, _ compute: Compute) throws -> Tensor {
        guard picture.shape[3] >= 3 else {
            throw ModelError(.badInput, "a picture of shape \(picture.shape) has no colours")
        }
        return Layout.nchw(Layout.matchingChannels(picture, 3)).map { $0 * 2 - 1 }
    }
}
