package import Tensors

/// What a sampler tells after each step's first model call.
package struct SamplingStep {
    /// 0-based.
    package let index: Int
    package let count: Int
    package let sigma: Float
    /// The noisy latent and the prediction of the finished one, [B, C, ...] in model space.
    package let x: Tensor
    package let denoised: Tensor
}
