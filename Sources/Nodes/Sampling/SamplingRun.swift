internal import Folders
internal import Formats
internal import Images
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
        if model.latentFormat.hasFrames, latent.samples.rank == 4 {
            // a picture is a video of one frame
            let shape = latent.samples.shape
            latent.samples = latent.samples.reshaped([shape[0], shape[1], 1] + shape.dropFirst(2))
        }
        let (batchIndex, noiseMask) = (try latent.batchIndex, try latent.noiseMask)
        let shape = latent.samples.shape
        try checkMemory(shape)
        let mask = try translatingErrors { try noiseMask.map { try NoiseMask.fitted($0, to: shape) } }
        let preview = try previewer(context)
        let random = sampler.random(behind: shape, batchIndex: batchIndex)
        var last: Tensor?
        let samples = try translatingErrors {
            let denoiser = try GuidedDenoiser(
                model: model, guider: guider, shape: shape,
                situation: SamplingSituation(
                    latent: sampler.latentScale.modelLatent(latent.samples), mask: mask, seed: sampler.seed),
                needsUnconditional: sampler.sampler.algorithm.needsUnconditional,
                run: SamplingFacts(sampling: model.sampling, sigmas: sampler.sigmas, random: random),
                compute: environment.compute(context.cancellation))
            return try sampler.sample(
                latent: latent.samples, batchIndex: batchIndex,
                noiseMask: mask, maskAt: model.options.maskAt,
                changeNoise: model.options.initialNoise, random: random,
                cancellation: context.cancellation,
                onStep: { step in
                    last = step.denoised
                    context.progress(
                        value: Double(step.index + 1), max: Double(step.count),
                        preview: try preview.map { .image(try $0(step.denoised)) })
                },
                denoise: { x, sigma in try denoiser(x, sigma) })
        }
        latent.samples = samples
        var denoised = latent
        if let last { denoised.samples = sampler.latentScale.storedLatent(last) }
        return (latent, denoised)
    }

    /// An empty latent fits every model: its channels are repeated until they do.
    private func fittingEmpty(_ samples: Tensor, to channels: Int) throws(NodeError) -> Tensor {
        guard samples.shape[1] != channels else { return samples }
        guard samples.withFloats({ $0.allSatisfy { $0 == 0 } }) else {
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
    private func previewer(_ context: any NodeContext) throws -> ((Tensor) throws -> PixelImage)? {
        let wanted = context.extraData["preview_method"]?.string.flatMap { NodeEnvironment.PreviewMethod(rawValue: $0) }
        let method = wanted ?? environment.previewMethod
        if method == .none { return nil }
        if method == .taesd, let decoder = try tinyDecoder(context) {
            return { x0 in
                PixelConversion.pixels(
                    try decoder.decode(x0.slice(0..<1), environment.compute(context.cancellation)))[0]
            }
        }
        return { model.latentFormat.preview($0) }
    }

    /// The TAESD that shows the model's latents, if it is there.
    private func tinyDecoder(_ context: any NodeContext) throws -> TinyAutoencoder? {
        guard let name = model.latentFormat.tinyDecoder else { return nil }
        guard let file = environment.folders.files(of: "vae_approx").first(where: { $0.hasPrefix(name) }) else {
            context.warn("TAESD previews are wanted, but vae_approx contains no \(name)")
            return nil
        }
        return try environment.load(TinyAutoencoderLoader(), [(file, "vae_approx")], context.cancellation)
    }
}
