internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

struct LatentBlend: Node {
    var schema: NodeSchema {
        NodeSchema(
            "LatentBlend", displayName: "Latent Blend", category: "_for_testing",
            inputs: [
                .link("samples1", "LATENT"), .link("samples2", "LATENT"),
                InputSchema("blend_factor", .named("FLOAT"), ["default": 0.5, "min": 0, "max": 1, "step": 0.01]),
            ],
            outputs: [OutputSchema("LATENT")]
        ).with { $0.description = "Mixes two latents." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples1", ranks: Latent.anyRank)
        var other = try inputs.latent("samples2", ranks: Latent.anyRank).samples
        let factor = try inputs.float("blend_factor")
        if other.shape != latent.samples.shape {
            guard other.rank == 4, latent.samples.rank == 4 else {
                throw NodeError("RuntimeError", "cannot mix latents of \(latent.samples.shape) and \(other.shape)")
            }
            other = try Resampling.latent(
                other, width: latent.samples.shape[3], height: latent.samples.shape[2], .bicubic, crop: .center,
                cancellation: context.cancellation)
        }
        let (first, second) = (Float(factor), Float(1 - factor))
        latent.samples = try Broadcast.combine(latent.samples, other) { $0 * first + $1 * second }
        return .values(latent.value)
    }
}
