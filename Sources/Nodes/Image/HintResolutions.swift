internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Sizes for ControlNet's preprocessors.
enum HintResolutions {
    static let all: [any Node] = [pixelPerfect, ofLatent, ofImage]

    /// A size, and how a picture is fitted to it.
    static let target: [InputSchema] = [
        .int("image_gen_width", default: 512, min: 64, max: 8192, step: 8),
        .int("image_gen_height", default: 512, min: 64, max: 8192, step: 8),
        .choice(
            "resize_mode", ["Just Resize", "Crop and Resize", "Resize and Fill"], options: ["default": "Just Resize"]),
    ]

    private static let pixelPerfect = FunctionNode(
        NodeSchema(
            "PixelPerfectResolution", displayName: "Pixel Perfect Resolution", category: "ControlNet Preprocessors",
            inputs: [.link("original_image", "IMAGE")] + target,
            outputs: [OutputSchema("INT", name: "RESOLUTION (INT)")]
        ).with { $0.description = "How many pixels the shorter side of a picture has once it is fitted to a size." }
    ) { inputs in
        let image = try inputs.image("original_image")
        let down = Double(try inputs.int("image_gen_height")) / Double(image.shape[1])
        let across = Double(try inputs.int("image_gen_width")) / Double(image.shape[2])
        let isOuter = try inputs.string("resize_mode") == "Resize and Fill"
        let scale = isOuter ? min(down, across) : max(down, across)
        return [.int(Int128(try Rounding.integer(scale * Double(min(image.shape[1], image.shape[2])))))]
    }

    private static let ofLatent = FunctionNode(
        NodeSchema(
            "ImageGenResolutionFromLatent", displayName: "Generation Resolution From Latent",
            category: "ControlNet Preprocessors",
            inputs: [.link("latent", "LATENT")],
            outputs: [
                OutputSchema("INT", name: "IMAGE_GEN_WIDTH (INT)"), OutputSchema("INT", name: "IMAGE_GEN_HEIGHT (INT)"),
            ]
        ).with { $0.description = "The size of the picture that a latent stands for." }
    ) { inputs in
        let latent = try inputs.latent("latent")
        return [.int(Int128(latent.samples.shape[3] * 8)), .int(Int128(latent.samples.shape[2] * 8))]
    }

    private static let ofImage = FunctionNode(
        NodeSchema(
            "ImageGenResolutionFromImage", displayName: "Generation Resolution From Image",
            category: "ControlNet Preprocessors",
            inputs: [.link("image", "IMAGE")],
            outputs: [
                OutputSchema("INT", name: "IMAGE_GEN_WIDTH (INT)"), OutputSchema("INT", name: "IMAGE_GEN_HEIGHT (INT)"),
            ]
        ).with { $0.description = "The size of a picture." }
    ) { inputs in
        let image = try inputs.image("image")
        return [.int(Int128(image.shape[2])), .int(Int128(image.shape[1]))]
    }
}
