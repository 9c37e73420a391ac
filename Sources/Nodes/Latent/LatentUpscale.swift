internal import Images
internal import System
internal import Tensors
internal import Workflow

struct LatentUpscale: Node {
    var schema: NodeSchema {
        NodeSchema(
            "LatentUpscale", displayName: "Upscale Latent", category: "latent",
            inputs: [
                .link("samples", "LATENT"),
                .choice("upscale_method", ResamplingMethod.forLatents.map(\.rawValue)),
                .side("width", min: 0, step: 8, linked: .linkedPixels),
                .side("height", min: 0, step: 8, linked: .linkedPixels),
                .choice("crop", CropMethod.allCases.map(\.rawValue)),
            ],
            outputs: [OutputSchema("LATENT")]
        ).with { $0.description = "Resizes latents to a size in pixels; a side of 0 follows from the other." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples", ranks: Latent.ofFilmsToo)
        let old = latent.side
        guard
            let size = try WantedSize(
                width: inputs.int("width"), height: inputs.int("height"), from: old, atLeast: 64)
        else { return .values(latent.value) }
        latent.samples = try Resampling.latent(
            latent.samples, width: size.width / 8, height: size.height / 8, inputs.choice("upscale_method"),
            crop: inputs.choice("crop"), cancellation: context.cancellation)
        return .values(latent.value)
    }
}

struct LatentUpscaleBy: Node {
    var schema: NodeSchema {
        NodeSchema(
            "LatentUpscaleBy", displayName: "Upscale Latent By", category: "latent",
            inputs: [
                .link("samples", "LATENT"),
                .choice("upscale_method", ResamplingMethod.forLatents.map(\.rawValue)),
                .float("scale_by", default: 1.5, min: 0.01, max: 8, step: 0.01),
            ],
            outputs: [OutputSchema("LATENT")]
        ).with { $0.description = "Resizes latents by a factor." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples", ranks: Latent.ofFilmsToo)
        let factor = try inputs.float("scale_by")
        latent.samples = try Resampling.latent(
            latent.samples, width: try Rounding.scaled(latent.side.width, by: factor),
            height: try Rounding.scaled(latent.side.height, by: factor), inputs.choice("upscale_method"),
            cancellation: context.cancellation)
        return .values(latent.value)
    }
}
