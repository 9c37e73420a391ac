internal import Models
internal import System
internal import Workflow

struct CLIPTextEncodeSD3: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "CLIPTextEncodeSD3", category: "advanced/conditioning",
            inputs: [
                .socket("clip", "CLIP"), .prompt("clip_l"), .prompt("clip_g"), .prompt("t5xxl"),
                .combo("empty_padding", ["none", "empty_prompt"]),
            ],
            outputs: [OutputSchema("CONDITIONING")], aliases: ["sd3 prompt"],
            "Encodes a prompt for each of Stable Diffusion 3's text encoders; empty ones may be nothing at all.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let texts = [
            "l": try inputs.string("clip_l"), "g": try inputs.string("clip_g"), "t5xxl": try inputs.string("t5xxl"),
        ]
        var prompt = Prompt(texts["g"]!, ownTexts: texts)
        if try inputs.string("empty_padding") == "none" {
            prompt.withoutTokens = Set(texts.filter(\.value.isEmpty).keys)
        }
        return .values(try environment.conditioning(prompt, try inputs.clip(), context.cancellation).value)
    }
}
