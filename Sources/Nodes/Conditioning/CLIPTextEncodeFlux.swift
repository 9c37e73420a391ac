internal import Formats
internal import Models
internal import System
internal import Workflow

struct CLIPTextEncodeFlux: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "CLIPTextEncodeFlux", category: "advanced/conditioning/flux",
            inputs: [
                .socket("clip", "CLIP"), .prompt("clip_l"), .prompt("t5xxl"),
                .float("guidance", default: 3.5, min: 0, max: 100, step: 0.1),
            ],
            outputs: [OutputSchema("CONDITIONING")],
            "Encodes a prompt for each of Flux.1's text encoders and says how strongly the model follows it.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let t5 = try inputs.string("t5xxl")
        let prompt = Prompt(t5, ownTexts: ["l": try inputs.string("clip_l"), "t5xxl": t5])
        var conditioning = try environment.conditioning(prompt, try inputs.clip(), context.cancellation)
        let guidance = try inputs.float("guidance")
        for index in conditioning.entries.indices { conditioning.entries[index].guidance = .scale(guidance) }
        return .values(conditioning.value)
    }
}

extension InputSchema {
    /// A text of several lines with choices in braces.
    static func prompt(_ name: String) -> Self {
        .string(name, extra: ["multiline": true, "dynamicPrompts": true])
    }
}
