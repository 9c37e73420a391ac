package import Tensors

/// What a denoising network is told beside the latents and their noise level.
package struct NetworkInputs: Sendable {
    /// The encoded prompt. [B, T, D]
    package var context: Tensor
    /// What the network wants to know of the picture as one vector. [B, P]
    package var vector: Tensor?

    package init(context: Tensor, vector: Tensor? = nil) {
        self.context = context
        self.vector = vector
    }
}
