internal import Models
internal import System
internal import Workflow

struct CLIPTextEncodePixArtAlpha: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "CLIPTextEncodePixArtAlpha", category: "advanced/conditioning",
            inputs: [
                .int("width", default: 1024, min: 0, max: maximumResolution, linked: .linkedPixels),
                .int("height", default: 1024, min: 0, max: maximumResolution, linked: .linkedPixels),
                .prompt("text"), .socket("clip", "CLIP"),
            ],
            outputs: [OutputSchema("CONDITIONING")], aliases: ["pixart prompt"],
            "Encodes a prompt and says which size the picture is to look like, for PixArt Alpha.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let prompt = Prompt(try inputs.string("text"))
        let sizes = PictureSizes(height: try inputs.int("height"), width: try inputs.int("width"))
        return .values(
            try environment.conditioning(prompt, try inputs.clip(), sizes: sizes, context.cancellation).value)
    }
}
