/// What ComfyUI's KSampler and KSamplerAdvanced are told of how to sample.
package struct KSampler: Sendable {
    package var sampling: any ModelSampling
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
    /// What makes of a stored latent one in model space.
    package var latentScale: LatentScale

    package init(
        sampling: any ModelSampling, sampler: Sampler, scheduler: Scheduler, steps: Int, denoise: Double = 1,
        seed: UInt64,
        startStep: Int? = nil, endStep: Int? = nil, forceFullDenoise: Bool = false, disableNoise: Bool = false,
        latentScale: LatentScale
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
        // ComfyUI's nodes of custom sampling know no such tolerance.
        return try Scheduler.end(steps: steps, denoise: denoise > 0.9999 ? 1 : denoise, of: schedule)
    }

    private func schedule(steps: Int) throws(SamplingError) -> [Float] {
        guard sampler.algorithm.dropsPenultimateSigma else { return try scheduler.sigmas(sampling, steps: steps) }
        var sigmas = try scheduler.sigmas(sampling, steps: steps + 1)
        if sigmas.count >= 2 { sigmas.remove(at: sigmas.count - 2) }
        return sigmas
    }

    /// What samples a latent so.
    package func latentSampler() throws(SamplingError) -> LatentSampler {
        LatentSampler(
            sampling: sampling, sampler: sampler, sigmas: try sigmas(), noise: disableNoise ? .none : .seeded(seed),
            seed: seed, latentScale: latentScale)
    }
}
