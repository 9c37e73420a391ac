package import Sampling
package import Tensors

/// What a denoising network is told beside the latents and their noise level.
package struct NetworkInputs: Sendable {
    /// The encoded prompt. [B, T, D]
    package var context: Tensor
    /// What each layer of a language model made of the prompt. [B, layers, S, W]
    package var languageLayers: Tensor?
    /// What the network wants to know of the picture as one vector. [B, P]
    package var vector: Tensor?
    /// How strongly a network that was taught guidance follows the prompt, for each item; nil is its own default.
    package var guidance: [EmbeddedGuidance?]
    /// Pictures that the network looks at, in model space. [B, C, ...] each
    package var references: [Tensor] = []
    /// Texts that belong to them, the first to the first, and what follows. [B, T, D] each
    package var referenceContexts: [Tensor] = []
    /// How they lie beside the latent; nil is the network's own way.
    package var referenceMethod: String?
    /// Of the scores of all tokens, text and then picture: the pictures of style models weigh more or less by it.
    package var attentionBias: TokenBias?
    /// Channels that are appended to the latent's. [B, C', ...]
    package var concat: Tensor?
    /// What controls add.
    package var residuals: ControlResiduals?
    /// What acts inside the network, and what it is told: the noise level, and for whom each item of the batch is.
    package var patches: NetworkPatches
    package var sigma: Float
    package var sides: [Int]
    /// Which item of the latent's batch each item is, and which prompt it is for.
    package var items: [Int] = []
    package var prompts: [Int] = []
    /// What attentions made of prompts before; nil where nothing is kept.
    package var promptKeys: PromptKeys?
    /// What functions inside the network draw from.
    package var random: RandomNumbers?

    package init(
        context: Tensor, vector: Tensor? = nil, guidance: [EmbeddedGuidance?] = [], residuals: ControlResiduals? = nil,
        patches: NetworkPatches = NetworkPatches(), sigma: Float = 0, sides: [Int] = []
    ) {
        self.context = context
        self.vector = vector
        self.guidance = guidance
        self.residuals = residuals
        self.patches = patches
        self.sigma = sigma
        self.sides = sides
    }
}
