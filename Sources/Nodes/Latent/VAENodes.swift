internal import Models
internal import System
internal import Tensors
internal import Workflow

struct VAEDecode: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "VAEDecode", displayName: "VAE Decode", category: "latent",
            inputs: [
                .link("samples", "LATENT", "The latents to be decoded."), .link("vae", "VAE", "Decodes the latents."),
            ],
            outputs: [OutputSchema("IMAGE", tooltip: "The pictures.")]
        ).with { $0.description = "Turns latents into pictures." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let vae = try inputs.vae()
        let samples = try inputs.latent("samples").samples
        let (height, width) = (samples.shape[2] * vae.downscale, samples.shape[3] * vae.downscale)
        let shape = try Allocation.checked([samples.shape[0], height, width, 3], "the pictures")
        _ = try Allocation.checked(
            [samples.shape[2], samples.shape[3], vae.floatsPerPlace],
            "what decoding a picture of \(width)x\(height) needs")
        let pictures = try translatingErrors { try vae.decode(samples, environment.compute(context.cancellation)) }
        return .values(.tensor(pictures.reshaped(shape)))
    }
}

struct VAEEncode: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "VAEEncode", displayName: "VAE Encode", category: "latent",
            inputs: [.link("pixels", "IMAGE"), .link("vae", "VAE")], outputs: [OutputSchema("LATENT")]
        ).with { $0.description = "Turns pictures into latents." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let vae = try inputs.vae()
        let picture = try inputs.image("pixels")
        _ = try Allocation.checked(
            [picture.shape[1] / vae.downscale, picture.shape[2] / vae.downscale, vae.floatsPerPlace],
            "what encoding a picture of \(picture.shape[2])x\(picture.shape[1]) needs")
        let samples = try translatingErrors { try vae.encode(picture, environment.compute(context.cancellation)) }
        return .values(Latent(samples).value)
    }
}

extension NodeInputs {
    func vae() throws(NodeError) -> any LatentCodec {
        if case .null? = self["vae"] {
            throw NodeError(
                "RuntimeError",
                "ERROR: VAE is invalid: None\n\nThe checkpoint that it comes from may have no autoencoder.")
        }
        return try object("vae", VAEObject.self, "a VAE").codec
    }
}
