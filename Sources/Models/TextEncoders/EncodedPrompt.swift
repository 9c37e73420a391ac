package import Tensors

/// What a text encoder makes of a prompt.
package struct EncodedPrompt: Sendable {
    /// [1, T, D]
    package var hidden: Tensor
    /// [1, P]; nil where the family's network is told nothing but the tokens.
    package var pooled: Tensor?
    /// 1 for each token that counts, 0 for others; nil where all do. [1, T]
    package var attentionMask: Tensor?
    /// What each layer of a language model gave, for networks that read them all. [1, layers, T, D]
    package var languageLayers: Tensor?
    /// Textual inversions that were asked for and not found, one entry for each mention.
    package var missingEmbeddings: [String]

    package init(hidden: Tensor, pooled: Tensor? = nil, missingEmbeddings: [String] = []) {
        (self.hidden, self.pooled, self.missingEmbeddings) = (hidden, pooled, missingEmbeddings)
    }

    /// What another encoder of the same prompt missed too is told once.
    mutating func addMissing(_ names: [String]) {
        let known = missingEmbeddings
        missingEmbeddings += names.filter { !known.contains($0) }
    }
}
