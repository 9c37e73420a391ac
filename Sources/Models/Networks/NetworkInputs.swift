package import Tensors

/// What a denoising network is told beside the latents and their noise level.
package struct NetworkInputs: Sendable {
    /// The encoded prompt. [B, T, D]
    package var context: Tensor
    /// What the network wants to know of the picture as one vector. [B, P]
    package var vector: Tensor?
    /// What controls add.
    package var residuals: ControlResiduals?
    /// What acts inside the network, and what it is told: the noise level, and for whom each item of the batch is.
    package var patches: NetworkPatches
    package var sigma: Float
    package var sides: [Int]

    package init(
        context: Tensor, vector: Tensor? = nil, residuals: ControlResiduals? = nil,
        patches: NetworkPatches = NetworkPatches(), sigma: Float = 0, sides: [Int] = []
    ) {
        self.context = context
        self.vector = vector
        self.residuals = residuals
        self.patches = patches
        self.sigma = sigma
        self.sides = sides
    }
}
