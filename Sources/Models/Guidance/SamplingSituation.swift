package import Tensors

/// What a sampling run is about, as far as models want to know it when they read conditionings.
package struct SamplingSituation: Sendable {
    /// Of the latent, [B, C, ...].
    package let shape: [Int]
    /// Where sampling begins, in model space; of the latent's shape.
    package let latent: Tensor
    /// 1 where the latent is repainted; of its shape.
    package let mask: Tensor?
    /// Of the noise.
    package let seed: UInt64

    package init(latent: Tensor, mask: Tensor? = nil, seed: UInt64 = 0) {
        shape = latent.shape
        self.latent = latent
        self.mask = mask
        self.seed = seed
    }
}
