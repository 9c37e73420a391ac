package import Tensors

extension Conditioning {
    /// One encoded prompt, and where, when and how strongly it counts: the keys of ComfyUI's dictionaries.
    package struct Entry: Sendable {
        /// The encoded prompt. [1 or more, T, D]
        package var hidden: Tensor
        /// The prompt as one vector. [1 or more, P]
        package var pooled: Tensor?
        package var sizes: PictureSizes
        /// Which of the prompt's tokens count, 1 or 0 each, [N, T]; or a bias of the attention among its tokens and those
        /// of a picture, [N, T + R, T + R] with the R places of `attentionMaskShape` behind the prompt's.
        package var attentionMask: Tensor?
        package var attentionMaskShape: [Int]?
        /// What each layer of a language model gave, for networks that read them all. [N, layers, T, D]
        package var languageLayers: Tensor?

        /// How much it counts beside the side's other entries; nil is 1.
        package var strength: Double?
        /// The part of the latent that it counts for; nil is all.
        package var area: ConditioningArea?
        /// How much it counts at each place, resized to the latent. [N, h, w]
        package var mask: Tensor?
        package var maskStrength: Double?
        /// Its area is what the mask covers.
        package var setsAreaToBounds: Bool?
        /// The part of sampling, 0...1, in which it counts.
        package var startPercent: Double?
        package var endPercent: Double?

        /// The part of sampling that it was encoded for, where a schedule changes the text encoder.
        package var clipStartPercent: Double?
        package var clipEndPercent: Double?
        /// It counts where the side's other entries leave something.
        package var isDefault: Bool?

        package var control: (any Control)?
        /// The entries of the negative side are controlled too.
        package var controlsNegative: Bool?
        /// The prompt that controls get in the place of `hidden`, and as one vector, which none of them asks for.
        /// [1 or more, T, D], [1 or more, P]
        package var controlHidden: Tensor?
        package var controlPooled: Tensor?
        package var hooks: (any ModelHooks)?
        package var patch: (any PromptPatch)?
        /// How strongly a network that was taught guidance follows the prompt.
        package var guidance: EmbeddedGuidance?
        /// Pictures that the network looks at, as latents as nodes pass them.
        package var referenceLatents: [Tensor]?
        /// Encoded texts that belong to them. [1 or more, T, D] each
        package var referenceContexts: [Tensor]?
        /// How they lie beside the latent.
        package var referenceMethod: String?
        /// A picture as a latent, as nodes pass it, and where it is to be painted anew, for networks with channels for
        /// them. [N, C, ...], [N, 1, h, w]
        package var concatLatent: Tensor?
        package var concatMask: Tensor?
        /// A picture in -1...1, for networks that enlarge it. [N, 3, h, w]
        package var concatImage: Tensor?
        /// How much noise is put on it, 0...1.
        package var noiseAugmentation: Double?
        /// Pictures as CLIP sees them, and how much noise is put on the sum of several.
        package var imageEmbeddings: [ImageEmbedding]?
        package var noiseAugmentMerge: Double?

        /// What else nodes have put there, which passes unread.
        package var others: [(key: String, value: any Sendable)] = []

        package init(hidden: Tensor, pooled: Tensor? = nil, sizes: PictureSizes = PictureSizes()) {
            self.hidden = hidden
            self.pooled = pooled
            self.sizes = sizes
        }
    }
}
