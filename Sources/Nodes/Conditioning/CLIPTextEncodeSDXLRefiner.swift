internal import Formats
internal import Models
internal import System
internal import Workflow

struct CLIPTextEncodeSDXLRefiner: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "CLIPTextEncodeSDXLRefiner", category: "advanced/conditioning",
            inputs: [
                .float("ascore", default: 6, min: 0, max: 1000, step: 0.01),
                .int("width", default: 1024, min: 0, max: maximumResolution, linked: .linkedPixels),
                .int("height", default: 1024, min: 0, max: maximumResolution, linked: .linkedPixels),
                .string("text", extra: ["multiline": true, "dynamicPrompts": true]), .socket("clip", "CLIP"),
            ],
            outputs: [OutputSchema("CONDITIONING")],
            "Encodes a prompt for SDXL's refiner and says which size and aesthetic score the picture is to have.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let prompt = Prompt(try inputs.string("text"))
        let sizes = PictureSizes(
            height: try inputs.int("height"), width: try inputs.int("width"),
            aestheticScore: try inputs.float("ascore"))
        return .values(
            try environment.conditioning(prompt, try inputs.clip(), sizes: sizes, context.cancellation).value)
    }
}
