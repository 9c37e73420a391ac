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
        var latent = try inputs.latent("samples")
        var width = try inputs.int("width")
        var height = try inputs.int("height")
        if width == 0 && height == 0 { return .values(latent.value) }
        let (oldHeight, oldWidth) = (latent.samples.shape[2], latent.samples.shape[3])
        if width == 0 {
            height = max(64, height)
            width = try Rounding.scaled(oldWidth, by: height, over: oldHeight)
        } else if height == 0 {
            width = max(64, width)
            height = try Rounding.scaled(oldHeight, by: width, over: oldWidth)
        }
        latent.samples = try Resampling.latent(
            latent.samples, width: max(64, width) / 8, height: max(64, height) / 8, inputs.choice("upscale_method"),
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
        var latent = try inputs.latent("samples")
        let factor = try inputs.float("scale_by")
        latent.samples = try Resampling.latent(
            latent.samples, width: try Rounding.scaled(latent.samples.shape[3], by: factor),
            height: try Rounding.scaled(latent.samples.shape[2], by: factor), inputs.choice("upscale_method"),
            cancellation: context.cancellation)
        return .values(latent.value)
    }
}
