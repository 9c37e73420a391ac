package import Tensors

/// A picture as an encoder sees it.
package struct CLIPVisionOutput: Sendable {
    /// The last layer's output. [N, T, D]
    package let lastHidden: Tensor
    /// The output of the one before it. [N, T, D]
    package let penultimate: Tensor
    /// The whole picture in one vector [N, P]; SigLIP's has one for each token [N, T, P].
    package let embeds: Tensor
    /// The outputs of the 11th and of the 20th layer from the end, of encoders that have so many. [N, T, D]
    package var earlier: (mid: Tensor, low: Tensor)?

    package init(lastHidden: Tensor, penultimate: Tensor, embeds: Tensor, earlier: (mid: Tensor, low: Tensor)? = nil) {
        self.lastHidden = lastHidden
        self.penultimate = penultimate
        self.embeds = embeds
        self.earlier = earlier
    }
}
