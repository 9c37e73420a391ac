package import Sampling
package import Tensors

/// What nodes change inside a network: functions that act at its attentions and between its blocks, in the order in
/// which they were added. Empty, they cost nothing.
package struct NetworkPatches: Sendable {
    /// What a function is told of where and for whom it acts.
    package struct Call: Sendable {
        package var place: Place
        package let sigma: Float
        /// Which side of guidance each item of the batch belongs to, in the guider's order: 0 is the prompt, 1 the
        /// negative one where there are these two.
        package let sides: [Int]
        /// Of the latent.
        package let height: Int
        package let width: Int
        package let compute: Compute
        /// Which item of the latent's batch each item is, and which prompt it is for.
        package var items: [Int] = []
        package var prompts: [Int] = []
        /// What functions draw from.
        package var random: RandomNumbers?
    }

    /// A block of the network, counted from 0 in its part, and one of its transformers, or all of them.
    package struct Place: Sendable, Hashable {
        package enum Part: Sendable { case input, middle, output }

        package var part: Part
        package var block: Int
        package var transformer: Int?

        package init(_ part: Part, _ block: Int, transformer: Int? = nil) {
            self.part = part
            self.block = block
            self.transformer = transformer
        }
    }

    /// h: [B, H, W, C]
    package typealias BlockPatch = @Sendable (_ h: Tensor, _ call: Call) throws -> Tensor
    /// h: [B, H, W, C], skip: [B, H, W, C']
    package typealias SkipPatch = @Sendable (_ h: Tensor, _ skip: Tensor, _ call: Call) throws -> (Tensor, Tensor)
    /// x: [B, T, C]
    package typealias TokenPatch = @Sendable (_ x: Tensor, _ call: Call) throws -> Tensor

    /// After each input block, before and after it is kept for the skip connection.
    package var inputBlock: [BlockPatch] = []
    package var inputBlockAfterSkip: [BlockPatch] = []
    package var middleBlock: [BlockPatch] = []
    /// Before an output block joins h and its skip connection.
    package var outputBlock: [SkipPatch] = []
    package var selfAttention = AttentionPatches()
    package var crossAttention = AttentionPatches()
    /// Between the attention to itself and that to the prompt.
    package var betweenAttentions: [TokenPatch] = []
    /// Blocks of a transformer that are left out.
    package var skippedBlocks: Set<TransformerBlockPlace> = []
    /// Where networks that are told positions (`takesPositionScale`) think that places lie; nil where they do.
    package var positions: PositionScale?

    /// Behind the blocks of transformers.
    package var blockControls: [any BlockControl] = []
    /// Tokens that stand before the text of Flux.1. [1 or more, T, width] each
    package var leadingTokens: [Tensor] = []

    package init() {}

    package var isEmpty: Bool {
        inputBlock.isEmpty && inputBlockAfterSkip.isEmpty && middleBlock.isEmpty && outputBlock.isEmpty
            && !patchesAttention && skippedBlocks.isEmpty && blockControls.isEmpty && leadingTokens.isEmpty
    }

    func skips(_ kind: TransformerBlockPlace.Kind, _ index: Int) -> Bool {
        !skippedBlocks.isEmpty && skippedBlocks.contains(TransformerBlockPlace(kind, index))
    }

    var patchesAttention: Bool {
        !(selfAttention.isEmpty && crossAttention.isEmpty && betweenAttentions.isEmpty)
    }
}
