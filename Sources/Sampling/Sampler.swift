package import System
package import Tensors

/// A way to walk from noise to a latent, masks included.
package struct Sampler: Sendable {
    package let algorithm: any SamplerAlgorithm

    package init(_ algorithm: any SamplerAlgorithm) { self.algorithm = algorithm }

    /// - Throws: `unknownSampler` for a name that ComfyUI does not have.
    package init(named name: String) throws(SamplingError) {
        guard let row = SamplerTable.rows.first(where: { $0.name == name }) else {
            throw SamplingError(.unknownSampler, "unknown sampler \"\(name)\"")
        }
        algorithm = row.algorithm
    }

    /// ComfyUI's names in its order.
    package static let allNames: [String] = SamplerTable.rows.map(\.name)

    /// Walks `sigmas` from `noise` and `latent` (both [B, C, ...], in model space) to a latent in model space.
    ///
    /// - Parameters:
    ///   - sigmas: without one the latent is the result, with one there is no step, and the noisy start is the result.
    ///   - mask: [B, C, ...], 1 where the latent is repainted and 0 where it is kept; nil repaints all.
    ///   - maskAt: the mask at a noise level, from `mask`.
    ///   - seed: of noise that is added on the way.
    ///   - random: PyTorch's own generator as it is behind the initial noise; nil: that of the seed from its beginning.
    ///   - onStep: called after each step's first model call.
    package func sample(
        sampling: any ModelSampling, sigmas: [Float], noise: Tensor, latent: Tensor, mask: Tensor? = nil,
        maskAt: MaskFunction? = nil, seed: UInt64, random: RandomNumbers? = nil, cancellation: Cancellation? = nil,
        onStep: ((SamplingStep) throws -> Void)? = nil, denoise: @escaping Denoise
    ) throws -> Tensor {
        guard let first = sigmas.first, let last = sigmas.last else { return latent }
        var denoise = denoise
        if let mask {
            var noise = noise
            if algorithm.drawsNewNoiseForMask {
                var generator = SamplerRun.generator(seed)
                noise = generator.randn(noise.shape)
            }
            denoise = Self.masked(
                denoise, sampling: sampling, sigmas: sigmas, mask: mask, maskAt: maskAt, latent: latent, noise: noise)
        }
        let run = SamplerRun(
            sampling: sampling, schedule: sigmas, needsFiniteSNR: algorithm.needsFiniteSNR, seed: seed,
            random: random ?? RandomNumbers { TorchGenerator(seed: seed) }, cancellation: cancellation, onStep: onStep,
            denoise: denoise)
        let start = sampling.noiseScaling(
            noise: noise, latent: latent, sigma: first, maxDenoise: sampling.isMaxDenoise(first))
        return sampling.inverseNoiseScaling(try algorithm.walk(run, start), sigma: algorithm.end(at: last))
    }

    /// The mask [B, C, ...] at noise level `sigma` of a walk along `sigmas`, from the mask as it was given.
    package typealias MaskFunction =
        @Sendable (_ mask: Tensor, _ sigma: Float, _ sigmas: [Float], _ sampling: any ModelSampling) -> Tensor

    /// Shows the model the kept part at the right noise level, and puts it back in place in what the model predicts.
    private static func masked(
        _ denoise: @escaping Denoise, sampling: any ModelSampling, sigmas: [Float], mask: Tensor,
        maskAt: MaskFunction?, latent: Tensor, noise: Tensor
    ) -> Denoise {
        let kept = mask.map { 1 - $0 }
        let keptLatent = latent * kept
        return { x, sigma in
            // a sampler may have changed the size
            guard x.shape == mask.shape else {
                throw SamplingError(
                    .badArgument, "a noise mask of shape \(mask.shape) does not fit a latent of shape \(x.shape)")
            }
            var (mask, kept, keptLatent) = (mask, kept, keptLatent)
            if let maskAt {
                mask = maskAt(mask, sigma, sigmas, sampling)
                kept = mask.map { 1 - $0 }
                keptLatent = latent * kept
            }
            let noisy = sampling.noiseScaling(noise: noise, latent: latent, sigma: sigma)
            var denoised = try denoise(x * mask + noisy * kept, sigma)
            denoised.x0 = denoised.x0 * mask + keptLatent
            return denoised
        }
    }
}
