package import Tensors

extension Conditioning {
    /// One encoded prompt, and where, when and how strongly it counts: the keys of ComfyUI's dictionaries.
    package struct Entry: Sendable {
        /// The encoded prompt. [1 or more, T, D]
        package var hidden: Tensor
        /// The prompt as one vector. [1 or more, P]
        package var pooled: Tensor?
        package var sizes: PictureSizes

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

        package var control: (any Control)?
        /// The entries of the negative side are controlled too.
        package var controlsNegative: Bool?
        package var hooks: (any ModelHooks)?
        /// How strongly a network that was taught guidance follows the prompt.
        package var guidance: Double?
        /// Pictures that the network looks at, as latents in model space.
        package var referenceLatents: [Tensor]?

        /// What else nodes have put there, which passes unread.
        package var others: [(key: String, value: any Sendable)] = []

        package init(hidden: Tensor, pooled: Tensor? = nil, sizes: PictureSizes = PictureSizes()) {
            self.hidden = hidden
            self.pooled = pooled
            self.sizes = sizes
        }
    }
}
