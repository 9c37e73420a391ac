internal import Formats
internal import Models
internal import System
internal import Workflow

struct CLIPTextEncodeLumina2: Node {
    let environment: NodeEnvironment

    /// What Lumina-Image 2.0 was taught to be told first (Alpha-VLLM/Lumina-Image-2.0, its README).
    private static let systemPrompts = [
        (
            "superior",
            "You are an assistant designed to generate superior images with the superior degree of image-text alignment "
                + "based on textual prompts or user prompts."
        ),
        (
            "alignment",
            "You are an assistant designed to generate high-quality images with the highest degree of image-text "
                + "alignment based on textual prompts."
        ),
    ]

    var schema: NodeSchema {
        NodeSchema.v3(
            "CLIPTextEncodeLumina2", displayName: "CLIP Text Encode for Lumina2", category: "conditioning",
            inputs: [
                .combo("system_prompt", Self.systemPrompts.map(\.0)),
                .string("user_prompt", extra: ["multiline": true, "dynamicPrompts": true]), .socket("clip", "CLIP"),
            ],
            outputs: [OutputSchema("CONDITIONING")],
            "Encodes a prompt for Lumina 2 behind one of the instructions that it was trained with."
        ).with { $0.searchAliases = ["lumina prompt"] }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let wanted = try inputs.string("system_prompt")
        guard let system = Self.systemPrompts.first(where: { $0.0 == wanted }) else {
            throw NodeError("ValueError", "there is no system_prompt \(wanted)")
        }
        let text = "\(system.1) <Prompt Start> \(try inputs.string("user_prompt"))"
        return .values(try environment.conditioning(Prompt(text), try inputs.clip(), context.cancellation).value)
    }
}
