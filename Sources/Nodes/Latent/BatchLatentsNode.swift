internal import Formats
internal import System
internal import Tensors
internal import Workflow

struct BatchLatentsNode: Node {
    var schema: NodeSchema {
        .v3(
            "BatchLatentsNode", displayName: "Batch Latents", category: "latent",
            inputs: [.series("latents", of: "latent", "LATENT")], outputs: [OutputSchema("LATENT")],
            aliases: ["combine latents", "stack latents", "merge latents"],
            "Puts latents into one batch, resized to the size of the first.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let latents = try inputs.series("latents", of: "latent").map { try inputs.latent($0, ranks: Latent.anyRank) }
        guard let first = latents.first else { throw NodeError("RuntimeError", "there are no latents") }
        return .values(try Latent.joined(first, latents, context.cancellation).value)
    }
}
