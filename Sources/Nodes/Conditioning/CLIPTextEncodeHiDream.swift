internal import Models
internal import System
internal import Workflow

struct CLIPTextEncodeHiDream: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "CLIPTextEncodeHiDream", category: "advanced/conditioning",
            inputs: [
                .socket("clip", "CLIP"), .prompt("clip_l"), .prompt("clip_g"), .prompt("t5xxl"), .prompt("llama"),
            ],
            outputs: [OutputSchema("CONDITIONING")], aliases: ["hidream prompt"],
            "Encodes a prompt for each of HiDream's text encoders.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let texts = [
            "l": try inputs.string("clip_l"), "g": try inputs.string("clip_g"), "t5xxl": try inputs.string("t5xxl"),
            "llama": try inputs.string("llama"),
        ]
        let prompt = Prompt(texts["g"]!, ownTexts: texts)
        return .values(try environment.conditioning(prompt, try inputs.clip(), context.cancellation).value)
    }
}
