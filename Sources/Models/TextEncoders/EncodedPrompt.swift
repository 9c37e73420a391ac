package import Tensors

/// What a text encoder makes of a prompt.
package struct EncodedPrompt: Sendable {
    /// [1, T, D]
    package var hidden: Tensor
    /// [1, P]
    package var pooled: Tensor
    /// Textual inversions that were asked for and not found, one entry for each mention.
    package var missingEmbeddings: [String]
}
