internal import Formats
internal import Sampling
internal import System
internal import Workflow

struct RandomNoise: Node {
    var schema: NodeSchema {
        .v3(
            "RandomNoise", category: "sampling/custom_sampling/noise",
            inputs: [.int("noise_seed", default: 0, min: 0, max: largestSeed, extra: ["control_after_generate": true])],
            outputs: [OutputSchema("NOISE")], "The noise that a seed stands for.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(.object(NoiseObject(.seeded(try inputs.seed("noise_seed")))))
    }
}

struct DisableNoise: Node {
    var schema: NodeSchema {
        .v3(
            "DisableNoise", category: "sampling/custom_sampling/noise", inputs: [], outputs: [OutputSchema("NOISE")],
            aliases: ["zero noise"], "No noise: sampling begins with the latent as it is.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(.object(NoiseObject(.none)))
    }
}
