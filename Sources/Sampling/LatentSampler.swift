package import System
package import Tensors

/// Sampling of a latent along given noise levels: noise on, a walk, and back to what nodes pass.
package struct LatentSampler: Sendable {
    package var sampling: any ModelSampling
    package var sampler: Sampler
    /// Empty: the latent is the result.
    package var sigmas: [Float]
    package var noise: NoiseSource
    /// Of noise that is added on the way.
    package var seed: UInt64
    /// A stored latent times this is a latent in model space.
    package var latentScale: Float

    package init(
        sampling: any ModelSampling, sampler: Sampler, sigmas: [Float], noise: NoiseSource, seed: UInt64,
        latentScale: Float
    ) {
        self.sampling = sampling
        self.sampler = sampler
        self.sigmas = sigmas
        self.noise = noise
        self.seed = seed
        self.latentScale = latentScale
    }

    /// Samples `latent` [B, C, ...] (as stored, not in model space) and returns the result in the same form.
    ///
    /// - Parameters:
    ///   - batchIndex: the latent's noise indices (LatentFromBatch), nil for 0..<B.
    ///   - noiseMask: [B, C, ...], 1 where the latent is repainted.
    ///   - maskAt: the mask at a noise level, if it differs.
    ///   - onStep: called after each step's first model call. `count` is the number of steps really walked.
    ///   - denoise: takes and gives latents in model space.
    /// - Throws: `SamplingError`, `CancellationError`, and what the closures throw.
    package func sample(
        latent: Tensor, batchIndex: [Int]? = nil, noiseMask: Tensor? = nil, maskAt: Sampler.MaskFunction? = nil,
        cancellation: Cancellation? = nil, onStep: ((SamplingStep) throws -> Void)? = nil, denoise: @escaping Denoise
    ) throws -> Tensor {
        guard latent.dtype == .f32, latent.rank >= 3, noiseMask.map({ $0.shape == latent.shape }) ?? true else {
            throw SamplingError(
                .badArgument,
                "a latent of shape \(latent.shape) with a mask of \(noiseMask.map { "\($0.shape)" } ?? "none")"
            )
        }
        try cancellation?.check()
        if sigmas.isEmpty { return latent }
        let result = try sampler.sample(
            sampling: sampling, sigmas: sigmas, noise: try noise.noise(shape: latent.shape, batchIndex: batchIndex),
            latent: latent * latentScale, mask: noiseMask, maskAt: maskAt, seed: seed, cancellation: cancellation,
            onStep: onStep, denoise: denoise)
        return result / latentScale
    }
}
