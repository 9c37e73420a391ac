internal import Formats
internal import Models
internal import System
internal import Workflow

struct CheckpointLoaderSimple: Node {
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

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let source = try ModelSource(try inputs.string("ckpt_name"), of: "checkpoints", in: environment)
        let checkpoint = try translatingErrors {
            try environment.models.checkpoint(
                source.identity, name: source.name, environment.compute(context.cancellation), open: source.open)
        }
        return .values(
            .object(ModelObject(checkpoint.model)),
            checkpoint.textEncoder.map { .object(ClipObject($0)) } ?? .null,
            checkpoint.autoencoder.map { .object(VAEObject($0)) } ?? .null)
    }
}

struct VAELoader: Node {
    private static let pixelSpace = "pixel_space"
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "VAELoader", displayName: "Load VAE", category: "loaders",
            inputs: [.choice("vae_name", environment.folders.files(of: "vae") + [Self.pixelSpace])],
            outputs: [OutputSchema("VAE")]
        ).with { $0.description = "Loads an autoencoder from a file." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let name = try inputs.string("vae_name")
        if name == Self.pixelSpace { return .values(.object(VAEObject(PixelSpaceCoder()))) }
        let source = try ModelSource(name, of: "vae", in: environment)
        let autoencoder = try translatingErrors {
            try environment.models.autoencoder(
                source.identity, name: source.name, environment.compute(context.cancellation), open: source.open)
        }
        return .values(.object(VAEObject(autoencoder)))
    }
}
