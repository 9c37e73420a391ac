internal import Formats
internal import Models
internal import System
internal import Workflow

struct CLIPTextEncodeSDXL: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        func pixels(_ name: String, default value: Int128) -> InputSchema {
            .int(name, default: value, min: 0, max: maximumResolution, linked: .linkedPixels)
        }
        return .v3(
            "CLIPTextEncodeSDXL", category: "advanced/conditioning",
            inputs: [
                .socket("clip", "CLIP"), pixels("width", default: 1024), pixels("height", default: 1024),
                pixels("crop_w", default: 0), pixels("crop_h", default: 0), pixels("target_width", default: 1024),
                pixels("target_height", default: 1024),
                .string("text_g", extra: ["multiline": true, "dynamicPrompts": true]),
                .string("text_l", extra: ["multiline": true, "dynamicPrompts": true]),
            ],
            outputs: [OutputSchema("CONDITIONING")],
            "Encodes a prompt for each of SDXL's text encoders and says which size the picture is to look like.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let prompt = Prompt(try inputs.string("text_g"), ownTexts: ["l": try inputs.string("text_l")])
        let sizes = PictureSizes(
            height: try inputs.int("height"), width: try inputs.int("width"), cropTop: try inputs.int("crop_h"),
            cropLeft: try inputs.int("crop_w"), targetHeight: try inputs.int("target_height"),
            targetWidth: try inputs.int("target_width"))
        return .values(
            try environment.conditioning(prompt, try inputs.clip(), sizes: sizes, context.cancellation).value)
    }
}
