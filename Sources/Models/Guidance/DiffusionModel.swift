package import Sampling
package import Tensors

/// A denoising network and how its noise levels are to be understood. Changed copies share the network.
package struct DiffusionModel: Sendable {
    package var network: any DenoisingNetwork
    package var sampling: ModelSampling
    package let latentFormat: LatentFormat
    /// Makes the vector that the network is told beside the prompt; nil where it is told none.
    package let vector: VectorMaker?

    /// - Parameters:
    ///   - entry: an encoded prompt with what it says of sizes
    ///   - height, width: of the picture, in pixels
    ///   - isNegative: whether the prompt says what the picture should not be
    /// - Returns: [1 or more, P]
    package typealias VectorMaker =
        @Sendable (_ entry: Conditioning.Entry, _ height: Int, _ width: Int, _ isNegative: Bool) throws(ModelError) ->
        Tensor

    package init(
        network: any DenoisingNetwork, sampling: ModelSampling, latentFormat: LatentFormat, vector: VectorMaker? = nil
    ) {
        self.network = network
        self.sampling = sampling
        self.latentFormat = latentFormat
        self.vector = vector
    }

    /// The network under another relation of noise levels and outputs.
    package func with(sampling: ModelSampling) -> DiffusionModel {
        var copy = self
        copy.sampling = sampling
        return copy
    }

    /// x0 of `x` [B, C, H, W] at noise level `sigma`.
    package func denoised(_ x: Tensor, sigma: Float, _ inputs: NetworkInputs, _ compute: Compute) throws -> Tensor {
        let timestep = Float(sampling.timestep(of: sigma))
        let output = try network.room.use {
            try network(
                sampling.calculateInput(x, sigma: sigma), timesteps: Array(repeating: timestep, count: x.shape[0]),
                inputs, compute)
        }
        return sampling.calculateDenoised(output: output, x: x, sigma: sigma)
    }
}
