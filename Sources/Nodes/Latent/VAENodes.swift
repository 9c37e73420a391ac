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
        let samples = try inputs.latent("samples", for: vae)
        let shape = try vae.pictureShape(of: samples)
        _ = try Allocation.checked(
            samples.shape.dropFirst(2) + [vae.floatsPerPlace],
            "what decoding a picture of \(shape[3])x\(shape[2]) needs")
        let pictures = try translatingErrors { try vae.decode(samples, environment.compute(context.cancellation)) }
        return .values(.tensor(pictures.reshaped([shape[0] * shape[1]] + shape.dropFirst(2))))
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
        let samples = try environment.encode(try inputs.image("pixels"), try inputs.vae(), context.cancellation)
        return .values(Latent(samples).value)
    }
}

extension NodeEnvironment {
    /// The latent of pictures.
    func encode(_ picture: Tensor, _ vae: any LatentCodec, _ cancellation: Cancellation) throws -> Tensor {
        _ = try Allocation.checked(
            [picture.shape[1] / vae.downscale, picture.shape[2] / vae.downscale, vae.floatsPerPlace],
            "what encoding a picture of \(picture.shape[2])x\(picture.shape[1]) needs")
        return try translatingErrors { try vae.encode(picture, compute(cancellation)) }
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

    /// A latent as the VAE decodes it: of a video one of pictures sees the first frame, and a picture is to one of videos
    /// its only frame.
    func latent(_ name: String, for vae: any LatentCodec) throws -> Tensor {
        let samples = try latent(name, ranks: Latent.anyRank).samples
        switch (samples.rank, vae.hasFrames) {
        case (4, false), (5, true): return samples
        case (4, true): return samples.reshaped(samples.shape[..<2] + [1] + samples.shape[2...])
        case (5, false): return try translatingErrors { try samples.frame(0) }
        default: throw NodeError("ValueError", "this VAE cannot decode a latent of shape \(samples.shape)")
        }
    }
}

extension LatentCodec {
    /// [B, frames, H, W, 3] of what such a latent decodes to, if there is memory for it.
    func pictureShape(of samples: Tensor) throws -> [Int] {
        let count = hasFrames ? frames(of: samples.shape[2]) : 1
        return try Allocation.checked(
            [samples.shape[0], count] + samples.shape.suffix(2).map { $0 * downscale } + [3], "the pictures")
    }
}
