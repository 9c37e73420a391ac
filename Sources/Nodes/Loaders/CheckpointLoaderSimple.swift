internal import Folders
internal import Models
internal import System
internal import Workflow

struct CheckpointLoaderSimple: PreloadingNode {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "CheckpointLoaderSimple", displayName: "Load Checkpoint", category: "loaders",
            inputs: [.choice("ckpt_name", environment.folders.files(of: "checkpoints"), "The checkpoint's file.")],
            outputs: [
                OutputSchema("MODEL", tooltip: "Takes the noise out of latents."),
                OutputSchema("CLIP", tooltip: "Reads prompts."),
                OutputSchema("VAE", tooltip: "Turns latents into pictures and back."),
            ]
        ).with { $0.description = "Loads a diffusion model with its text encoder and its autoencoder from one file." }
    }

    var preloadedFolder: String { "checkpoints" }

    func preload(_ name: String, _ cancellation: Cancellation) throws { _ = try checkpoint(name, cancellation) }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let checkpoint = try checkpoint(try inputs.string("ckpt_name"), context.cancellation)
        return .values(
            .object(ModelObject(checkpoint.model)),
            checkpoint.textEncoder.map { .object(ClipObject($0)) } ?? .null,
            checkpoint.autoencoder.map { .object(VAEObject($0)) } ?? .null)
    }

    private func checkpoint(_ name: String, _ cancellation: Cancellation) throws -> Checkpoint {
        try environment.load(CheckpointLoader(), [(name, "checkpoints")], cancellation)
    }
}
