internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Workflow

let largestSeed = Int128(UInt64.max)

struct KSamplerNode: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "KSampler", category: "sampling",
            inputs: [
                .link("model", "MODEL", "Takes the noise out."),
                .int(
                    "seed", default: 0, min: 0, max: largestSeed, extra: ["control_after_generate": true],
                    "Chooses the noise."),
                .int("steps", default: 20, min: 1, max: 10000, "In how many steps the noise is taken out."),
                .float(
                    "cfg", default: 8, min: 0, max: 100, step: 0.1, extra: ["round": 0.01],
                    "How strongly the prompt guides: higher follows it more closely, too high spoils the picture."),
                .choice("sampler_name", Sampler.allNames, "How the steps are made."),
                .choice("scheduler", Scheduler.allNames, "How the noise is spread over the steps."),
                .link("positive", "CONDITIONING", "What the picture should be."),
                .link("negative", "CONDITIONING", "What it should not be."),
                .link("latent_image", "LATENT", "Where to begin."),
                .float(
                    "denoise", default: 1, min: 0, max: 1, step: 0.01,
                    "How much of the beginning is made new: less keeps its structure."),
            ],
            outputs: [OutputSchema("LATENT", tooltip: "The finished latents.")]
        ).with { $0.description = "Draws: takes the noise out of latents, guided by prompts." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var sampler = try inputs.kSampler(seed: try inputs.seed("seed"))
        sampler.denoise = try inputs.float("denoise")
        return try inputs.sample(environment, sampler, context)
    }
}

struct KSamplerAdvancedNode: Node {
    private enum Switch: String { case enable, disable }
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "KSamplerAdvanced", displayName: "KSampler (Advanced)", category: "sampling",
            inputs: [
                .link("model", "MODEL"), .choice("add_noise", ["enable", "disable"]),
                .int("noise_seed", default: 0, min: 0, max: largestSeed, extra: ["control_after_generate": true]),
                .int("steps", default: 20, min: 1, max: 10000),
                .float("cfg", default: 8, min: 0, max: 100, step: 0.1, extra: ["round": 0.01]),
                .choice("sampler_name", Sampler.allNames), .choice("scheduler", Scheduler.allNames),
                .link("positive", "CONDITIONING"), .link("negative", "CONDITIONING"), .link("latent_image", "LATENT"),
                .int("start_at_step", default: 0, min: 0, max: 10000),
                .int("end_at_step", default: 10000, min: 0, max: 10000),
                .choice("return_with_leftover_noise", ["disable", "enable"]),
            ],
            outputs: [OutputSchema("LATENT")]
        ).with {
            $0.description = "Like KSampler, for a part of the steps, with or without adding and removing all noise."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var sampler = try inputs.kSampler(seed: try inputs.seed("noise_seed"))
        sampler.startStep = try inputs.int("start_at_step")
        sampler.endStep = try inputs.int("end_at_step")
        sampler.disableNoise = try inputs.choice("add_noise", Switch.self) == .disable
        sampler.forceFullDenoise = try inputs.choice("return_with_leftover_noise", Switch.self) == .disable
        return try inputs.sample(environment, sampler, context)
    }
}

extension NodeInputs {
    /// What both nodes are told.
    fileprivate func kSampler(seed: UInt64) throws -> KSampler {
        let model = try model()
        let steps = try int("steps")
        return try translatingErrors {
            KSampler(
                sampling: model.sampling, sampler: try Sampler(named: string("sampler_name")),
                scheduler: try Scheduler(named: string("scheduler")), steps: steps, seed: seed,
                latentScale: model.latentFormat.scale)
        }
    }

    fileprivate func sample(
        _ environment: NodeEnvironment, _ sampler: KSampler, _ context: any NodeContext
    ) throws -> NodeResult {
        let guider = CFGGuider(
            positive: try conditioning("positive"), negative: try conditioning("negative"), scale: try float("cfg"))
        let run = SamplingRun(
            environment: environment, model: try model(), guider: guider,
            sampler: try translatingErrors { try sampler.latentSampler() })
        return .values(try run.sample(try latent("latent_image", ranks: Latent.anyRank), context).latent.value)
    }
}
