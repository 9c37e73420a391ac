internal import Tensors
internal import Workflow

/// Empty latents of the families that have other channels or another scale than Stable Diffusion.
enum EmptyLatents {
    static let all: [any Node] = [
        node("EmptySD3LatentImage", "latent/sd3", channels: 16, downscale: 8, "Stable Diffusion 3 and Flux"),
        node(
            "EmptyFlux2LatentImage", displayName: "Empty Flux 2 Latent", "latent", channels: 128, downscale: 16,
            "Flux 2"),
        node(
            "EmptyHunyuanImageLatent", "latent", side: (2048, 64, 32), channels: 64, downscale: 32, "Hunyuan Image"),
        node("EmptyChromaRadianceLatentImage", "latent/chroma_radiance", channels: 3, downscale: 1, "Chroma Radiance"),
        stableCascade,
    ]

    private static let stableCascade = FunctionNode(
        .v3(
            "StableCascade_EmptyLatentImage", category: "latent/stable_cascade",
            inputs: [
                .int("width", default: 1024, min: 256, max: maximumResolution, step: 8, linked: 4 ... .max),
                .int("height", default: 1024, min: 256, max: maximumResolution, step: 8, linked: 4 ... .max),
                .int("compression", default: 42, min: 4, max: 128, step: 1, linked: 1 ... .max),
                .int("batch_size", default: 1, min: 1, max: 4096, linked: 1 ... .max),
            ],
            outputs: [OutputSchema("LATENT", name: "stage_c"), OutputSchema("LATENT", name: "stage_b")],
            "Makes empty latents for both stages of Stable Cascade.")
    ) { inputs in
        let (width, height) = (try inputs.int("width"), try inputs.int("height"))
        let (batch, compression) = (try inputs.int("batch_size"), try inputs.int("compression"))
        return try [(16, compression), (4, 4)].map { channels, scale in
            let shape = [batch, channels, height / scale, width / scale]
            return Latent(try Tensor(allocatingZeros: Allocation.checked(shape, "a latent"))).value
        }
    }

    /// - Parameter side: the default, the minimum and the step of widths and heights.
    private static func node(
        _ name: String, displayName: String? = nil, _ category: String,
        side: (value: Int128, min: Int128, step: Int128) = (1024, 16, 16), channels: Int, downscale: Int,
        _ family: String
    ) -> FunctionNode {
        func pixels(_ name: String) -> InputSchema {
            .int(
                name, default: side.value, min: side.min, max: maximumResolution, step: side.step,
                linked: downscale ... .max)
        }
        let schema = NodeSchema.v3(
            name, displayName: displayName, category: category,
            inputs: [
                pixels("width"), pixels("height"),
                .int("batch_size", default: 1, min: 1, max: 4096, linked: 1 ... .max),
            ],
            outputs: [OutputSchema("LATENT")], "Makes empty latents for \(family).")
        return FunctionNode(schema) { inputs in
            let shape = [
                try inputs.int("batch_size"), channels, try inputs.int("height") / downscale,
                try inputs.int("width") / downscale,
            ]
            return [Latent(try Tensor(allocatingZeros: Allocation.checked(shape, "a latent"))).value]
        }
    }
}
