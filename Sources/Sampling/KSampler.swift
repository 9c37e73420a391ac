package import System
package import Tensors

/// ComfyUI's KSampler and KSamplerAdvanced over any denoiser.
package struct KSampler: Sendable {
    package var sampling: ModelSampling
    package var sampler: Sampler
    package var scheduler: Scheduler
    package var steps: Int
    /// 1 starts from pure noise, less keeps that much of the latent; 0 returns the latent.
    package var denoise: Double
    package var seed: UInt64
    /// KSamplerAdvanced's range of steps; a start at or behind the end returns the latent.
    package var startStep: Int?
    package var endStep: Int?
    /// Remove all noise in the last step even if `endStep` cuts the schedule short.
    package var forceFullDenoise: Bool
    /// Start from the latent as it is (KSamplerAdvanced's `add_noise` off).
    package var disableNoise: Bool
    /// A stored latent times this is a latent in model space.
    package var latentScale: Float

    package init(
        sampling: ModelSampling, sampler: Sampler, scheduler: Scheduler, steps: Int, denoise: Double = 1, seed: UInt64,
        startStep: Int? = nil, endStep: Int? = nil, forceFullDenoise: Bool = false, disableNoise: Bool = false,
        latentScale: Float = 0.18215
    ) {
        self.sampling = sampling
        self.sampler = sampler
        self.scheduler = scheduler
        self.steps = steps
        self.denoise = denoise
        self.seed = seed
        self.startStep = startStep
        self.endStep = endStep
        self.forceFullDenoise = forceFullDenoise
        self.disableNoise = disableNoise
        self.latentScale = latentScale
    }

    /// The noise levels that will be walked, start and end steps applied. Empty: nothing to do.
    package func sigmas() throws(SamplingError) -> [Float] {
        var sigmas = try fullSchedule()
        // Less than one step, when the range is empty or the schedule is (denoise 0).
        guard !sigmas.isEmpty else { return [] }
        if let endStep, endStep < sigmas.count - 1 {
            sigmas = Array(sigmas.prefix(max(endStep, 0) + 1))
            if forceFullDenoise { sigmas[sigmas.count - 1] = 0 }
        }
        if let startStep {
            let start = max(startStep, 0)
            if start >= sigmas.count - 1 { return [] }
            sigmas = Array(sigmas.dropFirst(start))
        }
        return sigmas
    }

    private func fullSchedule() throws(SamplingError) -> [Float] {
        guard (1...Scheduler.maximumSteps).contains(steps) else {
            throw SamplingError(
                .badArgument, "\(steps) is not a number of steps between 1 and \(Scheduler.maximumSteps)")
        }
        if denoise > 0.9999 { return try schedule(steps: steps) }
        if !(denoise > 0) { return [] }
        // A longer schedule of which only the end is walked.
        guard let total = Int(exactly: (Double(steps) / denoise).rounded(.towardZero)) else {
            throw SamplingError(.badArgument, "a denoise of \(denoise) is too small")
        }
        return Array(try schedule(steps: total).suffix(steps + 1))
    }

    private func schedule(steps: Int) throws(SamplingError) -> [Float] {
        guard sampler.algorithm.dropsPenultimateSigma else { return try scheduler.sigmas(sampling, steps: steps) }
        var sigmas = try scheduler.sigmas(sampling, steps: steps + 1)
        if sigmas.count >= 2 { sigmas.remove(at: sigmas.count - 2) }
        return sigmas
    }

    /// Samples `latent` [B, C, H, W] (as stored, not in model space) and returns the result in the same form.
    ///
    /// - Parameters:
    ///   - batchIndex: the latent's noise indices (LatentFromBatch), nil for 0..<B.
    ///   - noiseMask: `[N, 1, h, w]` or `[N, h, w]`, 1 where the latent is repainted; fitted to the latent.
    ///   - onStep: called after each step's first model call. `count` is the number of steps really walked.
    ///   - denoise: takes and gives latents in model space.
    /// - Throws: `SamplingError`, `CancellationError`, and what the closures throw.
    package func sample(
        latent: Tensor, batchIndex: [Int]? = nil, noiseMask: Tensor? = nil, cancellation: Cancellation? = nil,
        onStep: ((SamplingStep) throws -> Void)? = nil, denoise: @escaping Denoise
    ) throws -> Tensor {
        guard latent.dtype == .f32, latent.rank == 4 else {
            throw SamplingError(.badArgument, "a latent has four dimensions, not the shape \(latent.shape)")
        }
        try cancellation?.check()
        let sigmas = try sigmas()
        if sigmas.isEmpty { return latent }
        let noise =
            disableNoise
            ? Tensor(zeros: latent.shape)
            : try NoiseMaker.noise(shape: latent.shape, seed: seed, batchIndex: batchIndex)
        let result = try sampler.sample(
            sampling: sampling, sigmas: sigmas, noise: noise, latent: latent * latentScale,
            mask: try noiseMask.map { try NoiseMask.fitted($0, to: latent.shape) }, seed: seed,
            cancellation: cancellation, onStep: onStep, denoise: denoise)
        return result / latentScale
    }
}
