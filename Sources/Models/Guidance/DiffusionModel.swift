package import Sampling
package import Tensors

/// A denoising network and how its noise levels are to be understood.
package final class DiffusionModel: Sendable {
    package let unet: UNet
    package let sampling: ModelSampling
    package let latentFormat: LatentFormat

    /// Bytes of the weights as stored.
    package var byteCount: Int { unet.byteCount }
    package var room: WeightRoom { unet.room }

    package init(unet: UNet, sampling: ModelSampling, latentFormat: LatentFormat) {
        self.unet = unet
        self.sampling = sampling
        self.latentFormat = latentFormat
    }

    /// The network under another relation of noise levels and outputs.
    package func with(sampling: ModelSampling) -> DiffusionModel {
        DiffusionModel(unet: unet, sampling: sampling, latentFormat: latentFormat)
    }

    /// x0 of `x` [B, C, H, W] at noise level `sigma`, for `context` [B, T, D].
    package func denoised(_ x: Tensor, sigma: Float, context: Tensor, _ compute: Compute) throws -> Tensor {
        let timestep = Float(sampling.timestep(of: sigma))
        let output = try room.use {
            try unet(
                sampling.calculateInput(x, sigma: sigma), timesteps: Array(repeating: timestep, count: x.shape[0]),
                context: context, compute)
        }
        return sampling.calculateDenoised(output: output, x: x, sigma: sigma)
    }
}
