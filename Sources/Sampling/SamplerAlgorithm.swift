internal import Tensors

/// What a sampler's name stands for.
struct SamplerAlgorithm: Sendable {
    /// From the noisy start to the end of `run.sigmas`.
    let walk: @Sendable (_ run: SamplerRun, _ x: Tensor) throws -> Tensor
    /// The schedule is asked for one step more and loses its last level above 0, which second-order steps do not take.
    var dropsPenultimateSigma = false
    /// Where a mask keeps the latent, other noise than the initial one is laid over it.
    var drawsNewNoiseForMask = false

    static let all: [String: SamplerAlgorithm] = [
        "euler": SamplerAlgorithm(walk: Euler.walk),
        "ddim": SamplerAlgorithm(walk: Euler.walk, drawsNewNoiseForMask: true),
        "euler_ancestral": SamplerAlgorithm(walk: EulerAncestral.walk),
        "heun": SamplerAlgorithm(walk: Heun.walk),
        "dpm_2": SamplerAlgorithm(walk: DPM2.walk, dropsPenultimateSigma: true),
        "dpmpp_2m": SamplerAlgorithm(walk: DPMPlusPlus2M.walk),
        "lms": SamplerAlgorithm(walk: LinearMultistep.walk),
        "lcm": SamplerAlgorithm(walk: LatentConsistency.walk),
    ]
}
