internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// Shows networks that were trained to inpaint what is there already and what is to be painted.
struct InpaintModelConditioning: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "InpaintModelConditioning", displayName: "InpaintModelConditioning", category: "conditioning/inpaint",
            inputs: [
                .link("positive", "CONDITIONING"), .link("negative", "CONDITIONING"), .link("vae", "VAE"),
                .link("pixels", "IMAGE"), .link("mask", "MASK"),
                InputSchema(
                    "noise_mask", .named("BOOLEAN"),
                    ["default": true, "tooltip": "Sample nothing but what the mask covers."]),
            ],
            outputs: .promptsAndLatent()
        ).with { $0.description = "Gives a picture and a mask to models that were trained to inpaint." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let vae = try inputs.vae()
        let pixels = try inputs.image("pixels")
        let parts = try InpaintPicture(
            pixels, mask: try inputs.mask("mask"), for: vae, context.cancellation)
        let mask = parts.mask.reshaped([parts.mask.shape[0], 1, parts.mask.shape[1], parts.mask.shape[2]])
        let compute = environment.compute(context.cancellation)
        let (masked, whole) = try translatingErrors {
            (try vae.encode(parts.picture, compute), try vae.encode(pixels, compute))
        }
        var latent = Latent(whole)
        if try inputs.bool("noise_mask") { latent.setNoiseMask(mask) }
        let conditionings = try ["positive", "negative"].map { name in
            try inputs.conditioning(name) { entry in
                entry.concatLatent = masked
                entry.concatMask = mask
            }
        }
        return .values(conditionings[0], conditionings[1], latent.value)
    }
}

struct InstructPixToPixConditioning: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema.v3(
            "InstructPixToPixConditioning", category: "conditioning/instructpix2pix",
            inputs: [
                .socket("positive", "CONDITIONING"), .socket("negative", "CONDITIONING"), .socket("vae", "VAE"),
                .socket("pixels", "IMAGE"),
            ],
            outputs: .promptsAndLatent(), "Gives a picture to models that were trained to edit by instructions.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let vae = try inputs.vae()
        let pixels = try inputs.image("pixels")
        let picture = try translatingErrors { try vae.encode(pixels, environment.compute(context.cancellation)) }
        let conditionings = try ["positive", "negative"].map { name in
            try inputs.conditioning(name) { entry in entry.concatLatent = picture }
        }
        return .values(conditionings[0], conditionings[1], Latent(Tensor(zeros: picture.shape)).value)
    }
}
