package import Sampling
package import Tensors

/// A denoising network and how its noise levels are to be understood. Changed copies share the network.
package struct DiffusionModel: Sendable {
    package var network: any DenoisingNetwork
    /// What the network was built from; nil where nothing says so, and nothing can be patched.
    package var weights: PatchableWeights<any DenoisingNetwork>?
    package let loraNames: LoraNames
    package var sampling: any ModelSampling
    package var latentFormat: LatentFormat
    /// Makes the vector that the network is told beside the prompt; nil where it is told none.
    package let vector: VectorMaker?
    /// Makes what the network wants of a conditioning's entry beside the prompt; nil where it wants nothing.
    package let extras: ExtrasMaker?
    /// What a file says of it.
    package var saving = SavingFacts()
    /// What nodes have hung on it.
    package var options = ModelOptions()

    /// - Parameters:
    ///   - entry: an encoded prompt with what it says of sizes
    ///   - height, width: of the picture, in pixels
    ///   - isNegative: whether the prompt says what the picture should not be
    /// - Returns: [1 or more, P]; nil: the network is told none of this entry
    package typealias VectorMaker =
        @Sendable (_ entry: Conditioning.Entry, _ height: Int, _ width: Int, _ isNegative: Bool) throws(ModelError) ->
        Tensor?

    /// What the network is told of an entry in a sampling run.
    package typealias ExtrasMaker =
        @Sendable (
            _ entry: Conditioning.Entry, _ situation: SamplingSituation, _ model: DiffusionModel, _ compute: Compute
        ) throws -> EntryExtras

    package init(
        network: any DenoisingNetwork, sampling: any ModelSampling, latentFormat: LatentFormat,
        vector: VectorMaker? = nil, extras: ExtrasMaker? = nil,
        weights: PatchableWeights<any DenoisingNetwork>? = nil, loraNames: LoraNames = .generic
    ) {
        self.network = network
        self.weights = weights
        self.loraNames = loraNames
        self.sampling = sampling
        self.latentFormat = latentFormat
        self.vector = vector
        self.extras = extras
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
        inputs.random = options.random
        inputs.promptKeys = options.promptKeys
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
        let bare: ModelOptions.NetworkCall = { x, _, inputs in
            try network.room.use {
                try network(inputs.concat.map { x.withChannels($0) } ?? x, timesteps: timesteps, inputs, compute)
            }
        }
        let wrappers = network.takesWrappers ? options.networkWrappers : []
        let wrapped = wrappers.reduce(bare) { call, wrapper in
            { x, sigma, inputs in try wrapper(x, sigma, inputs, call) }
        }
        let output = try wrapped(sampling.calculateInput(x, sigma: sigma), sigma, inputs)
        return sampling.calculateDenoised(output: output, x: x, sigma: sigma)
    }
}

extension Tensor {
    /// The channels of another tensor behind the own. [B, C, ...], [B, D, ...] -> [B, C + D, ...]
    fileprivate func withChannels(_ other: Tensor) -> Tensor {
        Tensor.concatenated(
            (0..<shape[0]).flatMap { item in
                [self, other].map { $0.slice(item..<item + 1).reshaped(Array($0.shape.dropFirst())) }
            }
        ).reshaped([shape[0], shape[1] + other.shape[1]] + shape.dropFirst(2))
    }
}
