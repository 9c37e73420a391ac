package import Tensors

/// What some networks are told of a conditioning's entry beside the prompt. It is made once a sampling run.
package struct EntryExtras: Sendable {
    /// Channels that are appended to the latent's. [1 or B, C', ...]
    package var concat: Tensor?
    /// In the place of the model's own vector. [1 or more, P]
    package var vector: Tensor?
    /// In the place of the prompt. [1 or more, T, D]
    package var context: Tensor?
    /// Of the attention to the prompt's tokens.
    package var attentionBias: TokenBias?

    package init(
        concat: Tensor? = nil, vector: Tensor? = nil, context: Tensor? = nil, attentionBias: TokenBias? = nil
    ) {
        self.concat = concat
        self.vector = vector
        self.context = context
        self.attentionBias = attentionBias
    }
}
