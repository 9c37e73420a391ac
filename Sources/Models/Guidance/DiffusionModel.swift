package import Sampling
package import Tensors

/// A denoising network and how its noise levels are to be understood. Changed copies share the network.
package struct DiffusionModel: Sendable {
    package var network: any DenoisingNetwork
    package var sampling: any ModelSampling
    package let latentFormat: LatentFormat
    /// Makes the vector that the network is told beside the prompt; nil where it is told none.
    package let vector: VectorMaker?
    /// What nodes have hung on it.
    package var options = ModelOptions()

    /// - Parameters:
    ///   - entry: an encoded prompt with what it says of sizes
    ///   - height, width: of the picture, in pixels
    ///   - isNegative: whether the prompt says what the picture should not be
    /// - Returns: [1 or more, P]
    package typealias VectorMaker =
        @Sendable (_ entry: Conditioning.Entry, _ height: Int, _ width: Int, _ isNegative: Bool) throws(ModelError) ->
        Tensor

    package init(
        network: any DenoisingNetwork, sampling: any ModelSampling, latentFormat: LatentFormat,
        vector: VectorMaker? = nil
    ) {
        self.network = network
        self.sampling = sampling
        self.latentFormat = latentFormat
        self.vector = vector
    }

    /// The network under another relation of noise levels and outputs.
    package func with(sampling: any ModelSampling) -> DiffusionModel {
        var copy = self
        copy.sampling = sampling
        return copy
    }

    /// The model with other things hung on it.
    package func with(options: ModelOptions) -> DiffusionModel {
        var copy = self
        copy.options = options
        return copy
    }

    /// x0 of `x` [B, C, ...] at noise level `sigma`, through what is wrapped around the network.
    package func denoised(_ x: Tensor, sigma: Float, _ inputs: NetworkInputs, _ compute: Compute) throws -> Tensor {
        var inputs = inputs
        inputs.patches = options.patches
        inputs.sigma = sigma
        let bare: ModelOptions.NetworkCall = { x, sigma, inputs in try denoisedBare(x, sigma, inputs, compute) }
        let wrapped = options.wrappers.reduce(bare) { call, wrapper in
            { x, sigma, inputs in try wrapper(x, sigma, inputs, call) }
        }
        return try wrapped(x, sigma, inputs)
    }

    private func denoisedBare(
        _ x: Tensor, _ sigma: Float, _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> Tensor {
        let timesteps = Array(repeating: sampling.timestep(of: sigma), count: x.shape[0])
        let output = try network.room.use {
            try network(sampling.calculateInput(x, sigma: sigma), timesteps: timesteps, inputs, compute)
        }
        return sampling.calculateDenoised(output: output, x: x, sigma: sigma)
    }
}
