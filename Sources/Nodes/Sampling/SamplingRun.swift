internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

/// What nodes that sample have in common.
struct SamplingRun {
    let environment: NodeEnvironment
    let model: DiffusionModel
    let guider: any Guider
    let sampler: LatentSampler

    /// The sampled latent, and what the model last predicted of it.
    func sample(_ latent: Latent, _ context: any NodeContext) throws -> (latent: Latent, denoised: Latent) {
        var latent = latent
        latent.samples = try fittingEmpty(latent.samples, to: model.latentFormat.channels)
        let (batchIndex, noiseMask) = (try latent.batchIndex, try latent.noiseMask)
        let shape = latent.samples.shape
        try checkMemory(shape)
        let preview = previewer(context)
        var last: Tensor?
        let samples = try translatingErrors {
            let denoiser = try GuidedDenoiser(
                model: model, guider: guider, shape: shape,
                needsUnconditional: sampler.sampler.algorithm.needsUnconditional,
                compute: environment.compute(context.cancellation))
            return try sampler.sample(
                latent: latent.samples, batchIndex: batchIndex,
                noiseMask: try noiseMask.map { try NoiseMask.fitted($0, to: shape) }, maskAt: model.options.maskAt,
                cancellation: context.cancellation,
                onStep: { step in
                    last = step.denoised
                    context.progress(
                        value: Double(step.index + 1), max: Double(step.count),
                        preview: preview.map { .image($0(step.denoised)) })
                },
                denoise: { x, sigma in try denoiser(x, sigma) })
        }
        latent.samples = samples
        var denoised = latent
        if let last { denoised.samples = last / sampler.latentScale }
        return (latent, denoised)
    }

    /// An empty latent fits every model: its channels are repeated until they do.
    private func fittingEmpty(_ samples: Tensor, to channels: Int) throws(NodeError) -> Tensor {
        guard samples.shape[1] != channels else { return samples }
        guard samples.floats.allSatisfy({ $0 == 0 }) else {
            throw NodeError(
                "RuntimeError", "a latent of shape \(samples.shape) does not fit a model with \(channels) channels")
        }
        return Tensor(zeros: [samples.shape[0], channels] + samples.shape.dropFirst(2))
    }

    /// Refuses what is far too large before hours of work.
    private func checkMemory(_ shape: [Int]) throws(NodeError) {
        let prompts = guider.sides.reduce(0) { $0 + $1.conditioning.entries.count }
        _ = try Allocation.checked(
            [max(prompts, 1), shape[0]] + shape.dropFirst(2) + [model.network.floatsPerPlace],
            "what sampling latents of shape \(shape) needs,")
    }

    /// Nil if no previews are wanted.
    private func previewer(_ context: any NodeContext) -> ((Tensor) -> PixelImage)? {
        let wanted = context.extraData["preview_method"]?.string.flatMap { NodeEnvironment.PreviewMethod(rawValue: $0) }
        let method = wanted ?? environment.previewMethod
        if method == .taesd { Log.warning("TAESD previews are not there; latent2rgb is used") }
        return method == NodeEnvironment.PreviewMethod.none ? nil : { model.latentFormat.preview($0) }
    }
}
