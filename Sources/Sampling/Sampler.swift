package import System
package import Tensors

/// x0 of `x` at noise level `sigma`, guidance included. x: `[B, C, H, W]`, in model space.
package typealias Denoise = (_ x: Tensor, _ sigma: Float) throws -> Tensor

/// A way to walk down the noise levels.
package struct Sampler: Sendable {
    package let name: String
    let algorithm: SamplerAlgorithm

    /// - Throws: `unknownSampler` for a name that ComfyUI does not have either, `unsupportedSampler` for one that is not
    ///   built in.
    package init(named name: String) throws(SamplingError) {
        guard let algorithm = SamplerAlgorithm.all[name] else {
            if Self.allNames.contains(name) {
                throw SamplingError(.unsupportedSampler, "sampler \"\(name)\" is not supported")
            }
            throw SamplingError(.unknownSampler, "unknown sampler \"\(name)\"")
        }
        self.name = name
        self.algorithm = algorithm
    }

    /// ComfyUI's names in its order, those that are not built in included.
    package static let allNames: [String] = [
        "euler", "euler_cfg_pp", "euler_ancestral", "euler_ancestral_cfg_pp", "heun", "heunpp2", "exp_heun_2_x0",
        "exp_heun_2_x0_sde", "dpm_2", "dpm_2_ancestral", "lms", "dpm_fast", "dpm_adaptive", "dpmpp_2s_ancestral",
        "dpmpp_2s_ancestral_cfg_pp", "dpmpp_sde", "dpmpp_sde_gpu", "dpmpp_2m", "dpmpp_2m_cfg_pp", "dpmpp_2m_sde",
        "dpmpp_2m_sde_gpu", "dpmpp_2m_sde_heun", "dpmpp_2m_sde_heun_gpu", "dpmpp_3m_sde", "dpmpp_3m_sde_gpu", "ddpm",
        "lcm", "ipndm", "ipndm_v", "deis", "res_multistep", "res_multistep_cfg_pp", "res_multistep_ancestral",
        "res_multistep_ancestral_cfg_pp", "gradient_estimation", "gradient_estimation_cfg_pp", "er_sde", "seeds_2",
        "seeds_3", "sa_solver", "sa_solver_pece", "ddim", "uni_pc", "uni_pc_bh2",
    ]

    /// Walks `sigmas` from `noise` and `latent` (both `[B, C, H, W]`, in model space) to a latent in model space.
    ///
    /// - Parameters:
    ///   - sigmas: descending; at least one. With one there is no step, and the noisy start is the result.
    ///   - mask: `[B, C, H, W]`, 1 where the latent is repainted and 0 where it is kept; nil repaints all.
    ///   - seed: of noise that is added on the way.
    ///   - onStep: called after each step's first model call.
    package func sample(
        sampling: ModelSampling, sigmas: [Float], noise: Tensor, latent: Tensor, mask: Tensor? = nil, seed: UInt64,
        cancellation: Cancellation? = nil, onStep: ((SamplingStep) throws -> Void)? = nil, denoise: @escaping Denoise
    ) throws -> Tensor {
        guard let first = sigmas.first, let last = sigmas.last else { return latent }
        var denoise = denoise
        if let mask {
            let keptNoise = algorithm.drawsNewNoiseForMask ? Self.stepNoise(seed, noise.shape) : noise
            denoise = Self.masked(denoise, sampling: sampling, mask: mask, latent: latent, noise: keptNoise)
        }
        let run = SamplerRun(
            sampling: sampling, sigmas: sigmas, generator: Self.stepGenerator(seed), cancellation: cancellation,
            onStep: onStep, denoise: denoise)
        let start = sampling.noiseScaling(
            noise: noise, latent: latent, sigma: first, maxDenoise: sampling.isMaxDenoise(first))
        return sampling.inverseNoiseScaling(try algorithm.walk(run, start), sigma: last)
    }

    /// Noise along the way comes from the seed after the initial noise's.
    private static func stepGenerator(_ seed: UInt64) -> TorchGenerator { TorchGenerator(seed: seed &+ 1) }

    private static func stepNoise(_ seed: UInt64, _ shape: [Int]) -> Tensor {
        var generator = stepGenerator(seed)
        return generator.randn(shape)
    }

    /// Shows the model the kept part at the right noise level, and puts it back in place in what the model predicts.
    private static func masked(
        _ denoise: @escaping Denoise, sampling: ModelSampling, mask: Tensor, latent: Tensor, noise: Tensor
    ) -> Denoise {
        let kept = mask.map { 1 - $0 }
        let keptLatent = latent * kept
        return { x, sigma in
            let noisy = sampling.noiseScaling(noise: noise, latent: latent, sigma: sigma)
            return try denoise(x * mask + noisy * kept, sigma) * mask + keptLatent
        }
    }
}
