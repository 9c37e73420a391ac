internal import Sampling
internal import Tensors

/// A family of diffusion models: how its files are told from others, and what its parts are. A row of the list that
/// everything goes by; each stands in a file of its own.
package struct ModelFamily: Sendable {
    /// As people call it.
    package let name: String
    /// Whether a UNet of that structure is one of its.
    let matches: @Sendable (UNetStructure) -> Bool
    /// Whether a transformer of those names is one of its.
    let recognises: @Sendable (NetworkNames) -> Bool
    let network: @Sendable (WeightReader) throws -> any DenoisingNetwork
    /// What the network predicts and at which noise levels, from the network's tensors or what lies beside them.
    let sampling: @Sendable (_ network: WeightReader, _ file: any WeightSource) throws -> any ModelSampling
    let latentFormat: LatentFormat
    /// Another one that a file says its model was trained with.
    let markedFormat: @Sendable (_ file: any WeightSource) -> LatentFormat?
    /// Makes what the network is told beside the prompt, if it is told anything.
    let vector: DiffusionModel.VectorMaker?
    /// Channels that its networks may take: the latent's, and those of what lies beside it.
    let inputChannels: Set<Int>
    /// Makes what the network wants of a conditioning's entry beside the prompt, from the network, its tensors and what
    /// lies beside them.
    let extras: @Sendable (any DenoisingNetwork, WeightReader, any WeightSource) throws -> DiffusionModel.ExtrasMaker?
    /// One or two, whose outputs lie side by side.
    let textEncoders: [TextEncoderPart]
    /// What may be made of the text encoders in a transformer's checkpoint: the first of those that are there.
    let textRecipes: [TextEncoderRecipe]
    /// What LoRA files call the network's weights.
    let loraNames: LoraNames

    /// `modelspec.architecture` in files that are saved; nil where ComfyUI says nothing.
    let architecture: String?
    /// What the names of text encoders and of the autoencoder begin with in checkpoints (comfy/supported_models.py).
    let (textRoot, autoencoderRoot): (String, String)

    /// All that are known, in the order in which they are tried.
    static let all: [ModelFamily] = [
        .stableDiffusionUpscaler, .stableZero123, .stableUnCLIP, .lotus, .stableDiffusion1, .stableDiffusion2,
        .stableDiffusionXLRefiner, .stableDiffusionXL,
        .zImage, .lumina2, .ovisImage, .flux, .flux2, .qwenImage, .stableDiffusion3, .chroma, .chromaRadiance,
        .auraFlow,
        .pixArtSigma, .pixArtAlpha, .omniGen2, .hiDream,
    ]

    init(
        name: String, matches: @escaping @Sendable (UNetStructure) -> Bool,
        network: @escaping @Sendable (WeightReader) throws -> any DenoisingNetwork = { try UNet($0) },
        sampling: @escaping @Sendable (WeightReader, any WeightSource) throws -> any ModelSampling,
        latentFormat: LatentFormat,
        markedFormat: @escaping @Sendable (any WeightSource) -> LatentFormat? = { _ in nil },
        vector: DiffusionModel.VectorMaker? = nil, inputChannels: Set<Int> = [4, 8, 9],
        extras:
            @escaping @Sendable (
                any DenoisingNetwork, WeightReader, any WeightSource
            ) throws -> DiffusionModel.ExtrasMaker? = ModelFamily.concatenatedImage,
        textEncoders: [TextEncoderPart],
        loraNames: LoraNames = .unet, architecture: String? = nil
    ) {
        self.name = name
        self.matches = matches
        recognises = { _ in false }
        self.network = network
        self.sampling = sampling
        self.latentFormat = latentFormat
        self.markedFormat = markedFormat
        self.vector = vector
        self.inputChannels = inputChannels
        self.extras = extras
        self.textEncoders = textEncoders
        textRecipes = []
        self.loraNames = loraNames
        self.architecture = architecture
        (textRoot, autoencoderRoot) = ("cond_stage_model.", "first_stage_model.")
    }

    /// A family whose network is a transformer.
    init(
        name: String, recognises: @escaping @Sendable (NetworkNames) -> Bool,
        network: @escaping @Sendable (WeightReader) throws -> any DenoisingNetwork,
        sampling: @escaping @Sendable (WeightReader, any WeightSource) throws -> any ModelSampling,
        latentFormat: LatentFormat, vector: DiffusionModel.VectorMaker? = nil,
        extras:
            @escaping @Sendable (
                any DenoisingNetwork, WeightReader, any WeightSource
            ) throws -> DiffusionModel.ExtrasMaker? = { _, _, _ in nil },
        layerNames: LayerNames, text: TextEncoderRecipe..., architecture: String? = nil,
        textRoot: String = "text_encoders.", autoencoderRoot: String = "vae."
    ) {
        self.name = name
        self.recognises = recognises
        matches = { _ in false }
        self.network = network
        self.sampling = sampling
        self.latentFormat = latentFormat
        markedFormat = { _ in nil }
        self.vector = vector
        inputChannels = []
        self.extras = extras
        textEncoders = []
        textRecipes = text
        loraNames = .transformer(layerNames)
        self.architecture = architecture
        (self.textRoot, self.autoencoderRoot) = (textRoot, autoencoderRoot)
    }

    /// What files that are saved say of a model of the family.
    ///
    /// - Parameter sampling: that the network was trained with.
    func saving(_ sampling: any ModelSampling) -> SavingFacts {
        var facts = SavingFacts()
        facts.architecture = architecture
        if sampling is DiscreteSampling {
            switch sampling.prediction {
            case .epsilon: facts.predictKey = "epsilon"
            case .vPrediction: facts.predictKey = "v"
            default: break
            }
        }
        for part in textEncoders {
            guard let prefix = part.savedPrefix else { continue }
            facts.textLayouts["clip_\(part.variant.key)"] =
                part.layout == .huggingFace ? .huggingFace(prefix) : .openCLIP(prefix)
        }
        if textEncoders.isEmpty { facts.textRoot = textRoot }
        facts.autoencoderRoot = autoencoderRoot
        facts.hasPositionIDs = textEncoders.count > 1
        return facts
    }

    /// Stable Diffusion's relatives that see a picture beside the latent: those for inpainting and InstructPix2Pix.
    private static func concatenatedImage(
        _ network: any DenoisingNetwork, _ reader: WeightReader, _ file: any WeightSource
    ) -> DiffusionModel.ExtrasMaker? {
        guard let unet = network as? UNet else { return nil }
        // CosXL's edits by instructions have their picture in model space (comfy/model_base.py)
        return ConcatenatedImage.maker(
            channels: unet.inputChannels, beyond: unet.outputChannels,
            scalesPicture: file.info("edm_vpred.sigma_max") != nil)
    }
}
