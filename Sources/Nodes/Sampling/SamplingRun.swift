internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

/// What KSampler and KSamplerAdvanced have in common.
struct SamplingRun {
    let environment: NodeEnvironment
    let seed: UInt64
    var startStep: Int?
    var endStep: Int?
    var forceFullDenoise = false
    var disableNoise = false
    var denoise = 1.0

    func latent(_ inputs: NodeInputs, _ context: any NodeContext) throws -> Value {
        let model = try inputs.object("model", ModelObject.self, "a MODEL").model
        var latent = try inputs.latent("latent_image")
        let steps = try inputs.int("steps")
        let cfg = try inputs.float("cfg")
        let positive = try Prompts.conditioning(inputs["positive"], "positive")
        let negative = try Prompts.conditioning(inputs["negative"], "negative")
        latent.samples = try fittingEmpty(latent.samples, to: model.latentFormat.channels)
        let (batchIndex, noiseMask) = (try latent.batchIndex, try latent.noiseMask)
        try checkMemory(
            latent.samples.shape, contexts: positive.entries.count + negative.entries.count,
            floatsPerPlace: model.network.floatsPerPlace)
        let preview = previewer(model.latentFormat, context)
        latent.samples = try translatingErrors {
            let sampler = KSampler(
                sampling: model.sampling, sampler: try Sampler(named: inputs.string("sampler_name")),
                scheduler: try Scheduler(named: inputs.string("scheduler")), steps: steps, denoise: denoise, seed: seed,
                startStep: startStep, endStep: endStep, forceFullDenoise: forceFullDenoise, disableNoise: disableNoise,
                latentScale: model.latentFormat.scale)
            let denoiser = try GuidedDenoiser(
                model: model, positive: positive, negative: negative, cfg: cfg,
                compute: environment.compute(context.cancellation))
            return try sampler.sample(
                latent: latent.samples, batchIndex: batchIndex, noiseMask: noiseMask,
                cancellation: context.cancellation,
                onStep: { step in
                    context.progress(
                        value: Double(step.index + 1), max: Double(step.count), preview: preview?(step.denoised))
                },
                denoise: { x, sigma in try denoiser(x, sigma) })
        }
        return latent.value
    }

    /// An empty latent fits every model: its channels are repeated until they do.
    private func fittingEmpty(_ samples: Tensor, to channels: Int) throws(NodeError) -> Tensor {
        guard samples.shape[1] != channels else { return samples }
        guard samples.floats.allSatisfy({ $0 == 0 }) else {
            throw NodeError(
                "RuntimeError", "a latent of shape \(samples.shape) does not fit a model with \(channels) channels")
        }
        return Tensor(zeros: [samples.shape[0], channels, samples.shape[2], samples.shape[3]])
    }

    /// Refuses what is far too large before hours of work.
    private func checkMemory(_ shape: [Int], contexts: Int, floatsPerPlace: Int) throws(NodeError) {
        _ = try Allocation.checked(
            [max(contexts, 1), shape[0], shape[2], shape[3], floatsPerPlace],
            "what sampling latents of shape \(shape) needs,")
    }

    /// Nil if no previews are wanted.
    private func previewer(_ format: LatentFormat, _ context: any NodeContext) -> ((Tensor) -> PixelImage)? {
        let wanted = context.extraData["preview_method"]?.string.flatMap { NodeEnvironment.PreviewMethod(rawValue: $0) }
        let method = wanted ?? environment.previewMethod
        if method == .taesd { environment.warn("TAESD previews are not there; latent2rgb is used") }
        return method == NodeEnvironment.PreviewMethod.none ? nil : { format.preview($0) }
    }
}
