internal import Formats
internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct TextEncodeQwenImageEdit: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "TextEncodeQwenImageEdit", category: "advanced/conditioning",
            inputs: [
                .socket("clip", "CLIP"), .string("prompt", extra: ["multiline": true, "dynamicPrompts": true]),
                .socket("vae", "VAE", section: .optional), .socket("image", "IMAGE", section: .optional),
            ],
            outputs: [OutputSchema("CONDITIONING")],
            "Encodes a prompt that says how Qwen-Image-Edit is to change a picture, with the picture.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var prompt = Prompt(try inputs.string("prompt"))
        var latents: [Tensor] = []
        if inputs["image"] != nil {
            let picture = try EditedPicture.ofArea(1024 * 1024, try inputs.image("image"), context.cancellation)
            prompt.pictures = [picture]
            if inputs["vae"] != nil {
                latents = [try environment.latent(picture, try inputs.vae(), context.cancellation)]
            }
        }
        return .values(
            try environment.conditioning(prompt, try inputs.clip(), showing: latents, context.cancellation).value)
    }
}

struct TextEncodeQwenImageEditPlus: Node {
    private static let pictures = ["image1", "image2", "image3"]
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "TextEncodeQwenImageEditPlus", category: "advanced/conditioning",
            inputs: [
                .socket("clip", "CLIP"), .string("prompt", extra: ["multiline": true, "dynamicPrompts": true]),
                .socket("vae", "VAE", section: .optional),
            ] + Self.pictures.map { .socket($0, "IMAGE", section: .optional) },
            outputs: [OutputSchema("CONDITIONING")],
            "Encodes a prompt that says what Qwen-Image-Edit is to make of up to three pictures, with the pictures.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var (pictures, latents, names) = ([Tensor](), [Tensor](), "")
        for (index, name) in Self.pictures.enumerated() where inputs[name] != nil {
            let picture = try inputs.image(name)
            pictures.append(try EditedPicture.ofArea(384 * 384, picture, context.cancellation))
            if inputs["vae"] != nil {
                let large = try EditedPicture.ofArea(1024 * 1024, picture, step: 8, context.cancellation)
                latents.append(try environment.latent(large, try inputs.vae(), context.cancellation))
            }
            names += "Picture \(index + 1): \(QwenEditPrompt.picture)"
        }
        var prompt = Prompt(names + (try inputs.string("prompt")))
        (prompt.pictures, prompt.template) = (pictures, QwenEditPrompt.template)
        return .values(
            try environment.conditioning(prompt, try inputs.clip(), showing: latents, context.cancellation).value)
    }
}

/// Pictures as models that edit them see them.
enum EditedPicture {
    /// About so many pixels in the picture's own proportions. x: [N, H, W, 3 or more] -> [N, H', W', 3]
    ///
    /// - Parameter step: what the sides are multiples of
    static func ofArea(_ area: Double, _ x: Tensor, step: Double = 1, _ cancellation: Cancellation) throws -> Tensor {
        guard x.shape[3] >= 3 else { throw NodeError("ValueError", "a picture without colours: \(x.shape)") }
        let factor = (area / (Double(x.shape[2]) * Double(x.shape[1]))).squareRoot()
        func scaled(_ side: Int) -> Int {
            Int((Double(side) * factor / step).rounded(.toNearestOrEven) * step)
        }
        return try Resampling.image(
            x, width: scaled(x.shape[2]), height: scaled(x.shape[1]), .area, cancellation: cancellation
        ).channels(3)
    }
}

extension NodeEnvironment {
    fileprivate func latent(
        _ picture: Tensor, _ vae: any LatentCodec, _ cancellation: Cancellation
    ) throws -> Tensor {
        _ = try Allocation.checked(
            [picture.shape[1] / vae.downscale, picture.shape[2] / vae.downscale, vae.floatsPerPlace],
            "what encoding a picture of \(picture.shape[2])x\(picture.shape[1]) needs")
        return try translatingErrors { try vae.encode(picture, compute(cancellation)) }
    }

    /// A prompt with pictures that the network looks at, as latents.
    fileprivate func conditioning(
        _ prompt: Prompt, _ clip: ClipObject, showing latents: [Tensor], _ cancellation: Cancellation
    ) throws -> Conditioning {
        var conditioning = try conditioning(prompt, clip, cancellation)
        guard !latents.isEmpty else { return conditioning }
        for index in conditioning.entries.indices { conditioning.entries[index].referenceLatents = latents }
        return conditioning
    }
}
