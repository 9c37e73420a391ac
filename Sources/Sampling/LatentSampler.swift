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
    /// What makes of a stored latent one in model space.
    package var latentScale: LatentScale

    package init(
        sampling: any ModelSampling, sampler: Sampler, sigmas: [Float], noise: NoiseSource, seed: UInt64,
        latentScale: LatentScale
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
    ///   - changeNoise: makes the noise that sampling begins with of the one that was drawn for a seed.
    ///   - random: PyTorch's own generator, where others draw from it too; nil: it goes on behind the initial noise.
    ///   - onStep: called after each step's first model call. `count` is the number of steps really walked.
    ///   - denoise: takes and gives latents in model space.
    /// - Throws: `SamplingError`, `CancellationError`, and what the closures throw.
    package func sample(
        latent: Tensor, batchIndex: [Int]? = nil, noiseMask: Tensor? = nil, maskAt: Sampler.MaskFunction? = nil,
        changeNoise: (@Sendable (_ noise: Tensor, _ seed: UInt64) throws -> Tensor)? = nil,
        random: RandomNumbers? = nil, cancellation: Cancellation? = nil,
        onStep: ((SamplingStep) throws -> Void)? = nil, denoise: @escaping Denoise
    ) throws -> Tensor {
        guard latent.dtype == .f32, latent.rank >= 3, noiseMask.map({ $0.shape == latent.shape }) ?? true else {
            throw SamplingError(
                .badArgument,
                "a latent of shape \(latent.shape) with a mask of \(noiseMask.map { "\($0.shape)" } ?? "none")"
            )
        }
        try cancellation?.check()
        if sigmas.isEmpty { return latent }
        var start = try noise.noise(shape: latent.shape, batchIndex: batchIndex)
        if let changeNoise { start = try changeNoise(start, seed) }
        let result = try sampler.sample(
            sampling: sampling, sigmas: sigmas, noise: start,
            latent: latentScale.modelStart(latent), mask: noiseMask, maskAt: maskAt, seed: seed,
            random: random ?? self.random(behind: latent.shape, batchIndex: batchIndex), cancellation: cancellation,
            onStep: onStep, denoise: denoise)
        return latentScale.storedLatent(result)
    }

    /// PyTorch's own generator as it is once the initial noise was drawn.
    package func random(behind shape: [Int], batchIndex: [Int]?) -> RandomNumbers {
        RandomNumbers { [noise] in noise.generatorBehind(shape: shape, batchIndex: batchIndex) }
    }
}
