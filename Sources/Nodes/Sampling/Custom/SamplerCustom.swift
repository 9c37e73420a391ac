internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Workflow

struct SamplerCustom: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "SamplerCustom", category: "sampling/custom_sampling",
            inputs: [
                .socket("model", "MODEL"), .bool("add_noise", default: true),
                .int("noise_seed", default: 0, min: 0, max: largestSeed, extra: ["control_after_generate": true]),
                .float("cfg", default: 8, min: 0, max: 100, step: 0.1, extra: ["round": 0.01]),
                .socket("positive", "CONDITIONING"), .socket("negative", "CONDITIONING"), .socket("sampler", "SAMPLER"),
                .socket("sigmas", "SIGMAS"), .socket("latent_image", "LATENT"),
            ],
            outputs: [OutputSchema("LATENT", name: "output"), OutputSchema("LATENT", name: "denoised_output")],
            "Draws with a sampler and noise levels of one's own.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let seed = try inputs.seed("noise_seed")
        let guider = CFGGuider(
            positive: try inputs.conditioning("positive"), negative: try inputs.conditioning("negative"),
            scale: try inputs.float("cfg"))
        let noise = try inputs.bool("add_noise") ? NoiseSource.seeded(seed) : .none
        return try inputs.sample(environment, try inputs.model(), guider, noise, seed: seed, context)
    }
}

struct SamplerCustomAdvanced: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "SamplerCustomAdvanced", category: "sampling/custom_sampling",
            inputs: [
                .socket("noise", "NOISE"), .socket("guider", "GUIDER"), .socket("sampler", "SAMPLER"),
                .socket("sigmas", "SIGMAS"), .socket("latent_image", "LATENT"),
            ],
            outputs: [OutputSchema("LATENT", name: "output"), OutputSchema("LATENT", name: "denoised_output")],
            "Draws with noise, guidance, a sampler and noise levels of one's own.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let guider = try inputs.object("guider", GuiderObject.self, "a GUIDER")
        let noise = try inputs.object("noise", NoiseObject.self, "a NOISE").noise
        return try inputs.sample(environment, guider.model, guider.guider, noise, seed: noise.seed, context)
    }
}

extension NodeInputs {
    /// Both nodes' outputs, from the inputs that both have.
    fileprivate func sample(
        _ environment: NodeEnvironment, _ model: DiffusionModel, _ guider: any Guider, _ noise: NoiseSource,
        seed: UInt64, _ context: any NodeContext
    ) throws -> NodeResult {
        let sampler = LatentSampler(
            sampling: model.sampling, sampler: try object("sampler", SamplerObject.self, "a SAMPLER").sampler,
            sigmas: try sigmas(), noise: noise, seed: seed, latentScale: model.latentFormat.scale)
        let run = SamplingRun(environment: environment, model: model, guider: guider, sampler: sampler)
        let (latent, denoised) = try run.sample(try latent("latent_image", ranks: Latent.anyRank), context)
        return .values(latent.value, denoised.value)
    }
}
