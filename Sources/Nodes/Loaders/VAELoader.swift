internal import Folders
internal import Models
internal import System
internal import Workflow

struct VAELoader: PreloadingNode {
    private static let pixelSpace = "pixel_space"
    /// Those that consist of an encoder's file and a decoder's, and what relates their latents to stored ones
    /// (ComfyUI's nodes.py, `load_taesd`).
    private static let tiny: [(name: String, scale: Float, shift: Float)] = [
        ("taesd", 0.18215, 0), ("taesdxl", 0.13025, 0), ("taesd3", 1.5305, 0.0609), ("taef1", 0.3611, 0.1159),
    ]
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "VAELoader", displayName: "Load VAE", category: "loaders",
            inputs: [
                .choice(
                    "vae_name",
                    environment.folders.files(of: "vae")
                        + Self.tiny.map(\.name).filter { tinyFiles($0).count == 2 } + [Self.pixelSpace])
            ],
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
        if let tiny = Self.tiny.first(where: { $0.name == name }), !environment.folders.files(of: "vae").contains(name)
        {
            let files = tinyFiles(name)
            guard files.count == 2 else {
                throw NodeError("FileNotFoundError", "vae_approx does not contain \(name)'s encoder and decoder")
            }
            return try environment.load(
                TinyAutoencoderLoader(scale: tiny.scale, shift: tiny.shift), files.map { ($0, "vae_approx") },
                cancellation)
        }
        return try environment.load(AutoencoderLoader(), [(name, "vae")], cancellation).codec
    }

    /// The encoder's and the decoder's.
    private func tinyFiles(_ name: String) -> [String] {
        let files = environment.folders.files(of: "vae_approx")
        return ["encoder", "decoder"].compactMap { half in files.first { $0.hasPrefix("\(name)_\(half).") } }
    }
}
