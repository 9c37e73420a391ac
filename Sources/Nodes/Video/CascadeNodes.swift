internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// The two latents of Stable Cascade.
enum CascadeNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            FilmNode(environment, encodeSchema, encode), FunctionNode(priorSchema, prior),
            FilmNode(environment, controlSchema, control),
        ]
    }

    private static let encodeSchema: NodeSchema = .v3(
        "StableCascade_StageC_VAEEncode", category: "latent/stable_cascade",
        inputs: [
            .socket("image", "IMAGE"), .socket("vae", "VAE"),
            .int("compression", default: 42, min: 4, max: 128, step: 1),
        ], outputs: [OutputSchema("LATENT", name: "stage_c"), OutputSchema("LATENT", name: "stage_b")],
        "Turns pictures into latents of Stable Cascade's stage C, and an empty one of stage B.")

    private static func encode(_ call: FilmCall) throws -> [Value] {
        let image = try call.inputs.image("image")
        let vae = try call.inputs.vae()
        let compression = try call.inputs.int("compression")
        let (height, width) = (image.shape[1], image.shape[2])
        let small = try call.fitted(
            image, .bicubic, width: width / compression * vae.downscale, height: height / compression * vae.downscale)
        let latent = try call.encodedByAny(small)
        return [Latent(latent).value, try empty(latent.shape[0], 4, height / 8 * 2, width / 8 * 2)]
    }

    private static func empty(_ shape: Int...) throws -> Value {
        Latent(try Tensor(allocatingZeros: Allocation.checked(shape, "a latent"))).value
    }

    private static let priorSchema: NodeSchema = .v3(
        "StableCascade_StageB_Conditioning", category: "conditioning/stable_cascade",
        inputs: [.socket("conditioning", "CONDITIONING"), .socket("stage_c", "LATENT")],
        outputs: [OutputSchema("CONDITIONING")], "Shows Stable Cascade's stage B the latent of stage C.")

    private static func prior(_ inputs: NodeInputs) throws -> [Value] {
        let samples = try inputs.latent("stage_c", ranks: Latent.anyRank).samples
        return [
            try inputs.conditioning("conditioning") { (entry) throws(NodeError) in
                entry.set("stable_cascade_prior", .tensor(samples))
            }
        ]
    }

    private static let controlSchema: NodeSchema = NodeSchema.v3(
        "StableCascade_SuperResolutionControlnet", category: "_for_testing/stable_cascade",
        inputs: [.socket("image", "IMAGE"), .socket("vae", "VAE")],
        outputs: [
            OutputSchema("IMAGE", name: "controlnet_input"), OutputSchema("LATENT", name: "stage_c"),
            OutputSchema("LATENT", name: "stage_b"),
        ], "Pictures for Stable Cascade's control of super-resolution, and empty latents."
    ).with { $0.isExperimental = true }

    private static func control(_ call: FilmCall) throws -> [Value] {
        let image = try call.inputs.image("image")
        let (batch, height, width) = (image.shape[0], image.shape[1], image.shape[2])
        let latent = try call.encodedByAny(image)
        guard latent.rank == 4 else { throw NodeError("ValueError", "a VAE of single pictures is needed here") }
        return [
            .tensor(Layout.nhwc(latent)), try empty(batch, 16, height / 16, width / 16),
            try empty(batch, 4, height / 2, width / 2),
        ]
    }
}
