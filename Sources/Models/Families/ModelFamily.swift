internal import Sampling
internal import Tensors

/// A family of diffusion models: how its files are told from others, and what its parts are. A row of the list that
/// everything goes by; each stands in a file of its own.
package struct ModelFamily: Sendable {
    /// As people call it.
    package let name: String
    /// Whether a network of that structure is one of its.
    let matches: @Sendable (UNetStructure) -> Bool
    let network: @Sendable (WeightReader) throws -> any DenoisingNetwork
    /// What the network predicts and at which noise levels, from the network's tensors or what lies beside them.
    let sampling: @Sendable (_ network: WeightReader, _ file: any WeightSource) throws -> any ModelSampling
    let latentFormat: LatentFormat
    /// Makes what the network is told beside the prompt, if it is told anything.
    let vector: DiffusionModel.VectorMaker?
    /// One or two, whose outputs lie side by side.
    let textEncoders: [TextEncoderPart]

    /// All that are known, in the order in which they are tried.
    static let all: [ModelFamily] = [
        .stableDiffusion1, .stableDiffusion2, .stableDiffusionXLRefiner, .stableDiffusionXL,
    ]

    init(
        name: String, matches: @escaping @Sendable (UNetStructure) -> Bool,
        network: @escaping @Sendable (WeightReader) throws -> any DenoisingNetwork = { try UNet($0) },
        sampling: @escaping @Sendable (WeightReader, any WeightSource) throws -> any ModelSampling,
        latentFormat: LatentFormat,
        vector: DiffusionModel.VectorMaker? = nil, textEncoders: [TextEncoderPart]
    ) {
        self.name = name
        self.matches = matches
        self.network = network
        self.sampling = sampling
        self.latentFormat = latentFormat
        self.vector = vector
        self.textEncoders = textEncoders
    }
}
