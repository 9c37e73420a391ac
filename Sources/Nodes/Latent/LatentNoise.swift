internal import Formats
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct LatentAddNoiseChannels: Node {
    var schema: NodeSchema {
        .v3(
            "LatentAddNoiseChannels", category: "latent/advanced",
            inputs: [
                .socket("samples", "LATENT"), .float("std_dev", default: 0.1, min: 0, max: 1, step: 0.01),
                .int(
                    "seed", min: 0, max: 0xFFF_FFFF_FFFF_FFFF, step: 1, extra: ["control_after_generate": true]),
                .int("slice_i", default: 0, min: -16, max: 16, linked: -(1 << 24)...(1 << 24)),
                .int("slice_j", default: 16, min: -16, max: 16, linked: -(1 << 24)...(1 << 24)),
            ],
            outputs: [OutputSchema("LATENT")], "Adds noise to some channels of latents.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples", ranks: Latent.ofFilmsToo)
        let samples = latent.samples
        let channels = samples.shape[1]
        func place(_ index: Int) -> Int { index < 0 ? max(channels + index, 0) : min(index, channels) }
        let (first, end) = (place(try inputs.int("slice_i")), place(try inputs.int("slice_j")))
        let range = first..<max(first, end)
        var generator = TorchGenerator(seed: try inputs.seed("seed"))
        let noise = generator.randn([samples.shape[0], range.count] + samples.shape[2...])
        let deviation = Float(try inputs.float("std_dev"))
        let plane = samples.shape[2...].reduce(1, *)
        noise.withFloats { noise in
            latent.samples.withMutableFloats { target in
                for i in noise.indices.halting() {
                    let (item, rest) = i.quotientAndRemainder(dividingBy: max(range.count * plane, 1))
                    target[(item * channels + range.lowerBound) * plane + rest] += noise[i] * deviation
                }
            }
        }
        return .values(latent.value)
    }
}

struct LatentBatchSeedBehavior: Node {
    var schema: NodeSchema {
        .v3(
            "LatentBatchSeedBehavior", category: "latent/advanced",
            inputs: [
                .socket("samples", "LATENT"), .combo("seed_behavior", ["random", "fixed"], default: "fixed"),
            ],
            outputs: [OutputSchema("LATENT")], "Says whether each latent of a batch gets noise of its own.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples", ranks: Latent.anyRank)
        switch try inputs.string("seed_behavior") {
        case "random": latent.setBatchIndex(nil)
        case "fixed":
            let first = try latent.batchIndex?.first ?? 0
            latent.setBatchIndex([Int](repeating: first, count: latent.batch))
        default: break
        }
        return .values(latent.value)
    }
}
