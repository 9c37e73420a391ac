internal import Formats
internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// A prompt with up to three pictures for Z-Image's Omni models (Tongyi-MAI/Z-Image; the texts around pictures are those
/// of diffusers, pipeline_z_image_omni.py). What a vision encoder sees in them stands in the conditioning; networks
/// without Omni's layers do not look at it.
struct TextEncodeZImageOmni: Node {
    private static let pictures = ["image1", "image2", "image3"]
    /// How the pictures of a prompt begin, go on and end.
    private static let (begin, next, end) = (
        "<|im_start|>user\n<|vision_start|>", "<|vision_end|><|vision_start|>", "<|vision_end|><|im_end|>"
    )
    private static let template = "<|vision_end|>{}<|im_end|>\n<|im_start|>assistant\n<|vision_start|>"
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema.v3(
            "TextEncodeZImageOmni", category: "advanced/conditioning",
            inputs: [
                .socket("clip", "CLIP"), .socket("image_encoder", "CLIP_VISION", section: .optional),
                .string("prompt", extra: ["multiline": true, "dynamicPrompts": true]),
                .bool("auto_resize_images", default: true), .socket("vae", "VAE", section: .optional),
            ] + Self.pictures.map { .socket($0, "IMAGE", section: .optional) },
            outputs: [OutputSchema("CONDITIONING")], "Encodes a prompt for Z-Image's Omni models, with pictures."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let clip = try inputs.clip()
        var (latents, seen, texts) = ([Tensor](), [Value](), [Tensor]())
        let given = Self.pictures.filter { inputs[$0]?.tensor != nil }
        for name in given {
            let picture = try inputs.image(name)
            if inputs.isGiven("image_encoder") {
                let model = try inputs.clipVision("image_encoder")
                let output = try translatingErrors {
                    try model.encode(picture, crops: true, environment.compute(context.cancellation))
                }
                seen.append(.object(CLIPVisionOutputObject(output)))
            }
            if inputs.isGiven("vae") {
                let isResized = try inputs.bool("auto_resize_images")
                let shown =
                    isResized
                    ? try EditedPicture.ofArea(1024 * 1024, picture, step: 8, context.cancellation)
                    : try picture.channels(3)
                latents.append(try environment.encode(shown, try inputs.vae(), context.cancellation))
            }
        }
        var prompt = Prompt(try inputs.string("prompt"))
        if !given.isEmpty { prompt.template = Self.template }
        var conditioning = try environment.conditioning(prompt, clip, context.cancellation)
        var around: [String] = []
        if !given.isEmpty {
            around.append(Self.begin)
            for _ in given.dropFirst() { around.append(Self.next) }
            around.append(Self.end)
        }
        for text in around {
            var prompt = Prompt(text)
            prompt.template = "{}"
            texts.append(try environment.conditioning(prompt, clip, context.cancellation).entries[0].hidden)
        }
        for index in conditioning.entries.indices {
            if !latents.isEmpty {
                conditioning.entries[index].referenceLatents =
                    (conditioning.entries[index].referenceLatents ?? []) + latents
            }
            if !seen.isEmpty { conditioning.entries[index].others.append(("clip_vision_outputs", Value.list(seen))) }
            if !texts.isEmpty { conditioning.entries[index].referenceContexts = texts }
        }
        return .values(conditioning.value)
    }
}
