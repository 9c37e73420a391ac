internal import Formats
internal import Models
internal import System
internal import Workflow

struct CLIPTextEncodeControlnet: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "CLIPTextEncodeControlnet", category: "_for_testing/conditioning",
            inputs: [
                .socket("clip", "CLIP"), .socket("conditioning", "CONDITIONING"),
                .string("text", extra: ["multiline": true, "dynamicPrompts": true]),
            ],
            outputs: [OutputSchema("CONDITIONING")], "Gives the ControlNets of a prompt another prompt."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let prompt = try environment.conditioning(
            Prompt(try inputs.string("text")), try inputs.clip(), context.cancellation
        ).entries[0]
        return .values(
            try inputs.conditioning("conditioning") { entry in
                (entry.controlHidden, entry.controlPooled) = (prompt.hidden, prompt.pooled)
            })
    }
}
