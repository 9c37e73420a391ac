internal import Folders
internal import Models
internal import System
internal import Workflow

struct VAELoader: PreloadingNode {
    private static let pixelSpace = "pixel_space"
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "VAELoader", displayName: "Load VAE", category: "loaders",
            inputs: [.choice("vae_name", environment.folders.files(of: "vae") + [Self.pixelSpace])],
            outputs: [OutputSchema("VAE")]
        ).with { $0.description = "Loads an autoencoder from a file." }
    }

    var preloadedFolder: String { "vae" }

    func preload(_ name: String, _ cancellation: Cancellation) throws { _ = try codec(name, cancellation) }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(.object(VAEObject(try codec(try inputs.string("vae_name"), context.cancellation))))
    }

    private func codec(_ name: String, _ cancellation: Cancellation) throws -> any LatentCodec {
        if name == Self.pixelSpace { return PixelSpace() }
        return try environment.load(AutoencoderLoader(), [(name, "vae")], cancellation)
    }
}
