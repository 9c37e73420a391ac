internal import Tensors
internal import Workflow

/// Empty latents of films: [B, C, T, H, W], where the first frame has a place of its own and the others share one by
/// `frames`.
enum EmptyVideoLatents {
    static let all: [any Node] = [
        node(
            "EmptyHunyuanLatentVideo", "Empty HunyuanVideo 1.0 Latent", channels: 16, downscale: 8, frames: 4,
            "HunyuanVideo and Wan"),
        node(
            "EmptyHunyuanVideo15Latent", "Empty HunyuanVideo 1.5 Latent", channels: 32, downscale: 16, frames: 4,
            "HunyuanVideo 1.5"),
        node("EmptyMochiLatentVideo", length: (25, 7), channels: 12, downscale: 8, frames: 6, "Mochi"),
        node(
            "EmptyCosmosLatentVideo", size: (1280, 704, 16, 16), length: (121, 1), channels: 16, downscale: 8,
            frames: 8,
            "Cosmos"),
        node(
            "EmptyLTXVLatentVideo", category: "latent/video/ltxv", size: (768, 512, 64, 32), length: (97, 1),
            channels: 128, downscale: 32, frames: 8, "LTX Video"),
        qwenLayers,
    ]

    private static let batch = InputSchema.int("batch_size", default: 1, min: 1, max: 4096, linked: 1 ... .max)

    private static func pixels(_ name: String, _ value: Int128, _ least: Int128, _ step: Int128) -> InputSchema {
        .int(name, default: value, min: least, max: maximumResolution, step: step, linked: 1 ... .max)
    }

    /// - Parameters:
    ///   - size: the defaults of width and height, their minimum and their step.
    ///   - length: the default and the minimum of the frames.
    private static func node(
        _ name: String, _ displayName: String? = nil, category: String = "latent/video",
        size: (width: Int128, height: Int128, min: Int128, step: Int128) = (848, 480, 16, 16),
        length: (value: Int128, min: Int128) = (25, 1), channels: Int, downscale: Int, frames: Int, _ family: String
    ) -> FunctionNode {
        let schema = NodeSchema.v3(
            name, displayName: displayName, category: category,
            inputs: [
                pixels("width", size.width, size.min, size.step), pixels("height", size.height, size.min, size.step),
                pixels("length", length.value, length.min, Int128(frames)), batch,
            ],
            outputs: [OutputSchema("LATENT")], "Makes empty latents of films for \(family).")
        return FunctionNode(schema) { inputs in
            let shape = [
                try inputs.int("batch_size"), channels, (try inputs.int("length") - 1) / frames + 1,
                try inputs.int("height") / downscale, try inputs.int("width") / downscale,
            ]
            return [Latent(try Tensor(allocatingZeros: Allocation.checked(shape, "a latent"))).value]
        }
    }

    private static let qwenLayers = FunctionNode(
        .v3(
            "EmptyQwenImageLayeredLatentImage", displayName: "Empty Qwen Image Layered Latent", category: "latent/qwen",
            inputs: [
                pixels("width", 640, 16, 16), pixels("height", 640, 16, 16),
                .int("layers", default: 3, min: 0, max: maximumResolution, step: 1, linked: .linkedPixels), batch,
            ],
            outputs: [OutputSchema("LATENT")], "Makes empty latents of pictures in layers for Qwen Image.")
    ) { inputs in
        let shape = [
            try inputs.int("batch_size"), 16, try inputs.int("layers") + 1, try inputs.int("height") / 8,
            try inputs.int("width") / 8,
        ]
        return [Latent(try Tensor(allocatingZeros: Allocation.checked(shape, "a latent"))).value]
    }
}
