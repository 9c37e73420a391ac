internal import Models
internal import Workflow

struct T5TokenizerOptions: Node {
    /// Of the encoders that are T5s.
    private static let keys = ["t5xxl", "pile_t5xl", "t5base", "mt5xl", "umt5xxl"]

    var schema: NodeSchema {
        .v3(
            "T5TokenizerOptions", category: "_for_testing/conditioning",
            inputs: [
                .socket("clip", "CLIP"), .int("min_padding", default: 0, min: 0, max: 10000, step: 1),
                .int("min_length", default: 0, min: 0, max: 10000, step: 1),
            ],
            outputs: [OutputSchema("CLIP")],
            "Says how far T5's tokenizer fills prompts up, in the place of the model's own way."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let padding = PromptPadding(
            minimumLength: try inputs.int("min_length"), minimumPadding: try inputs.int("min_padding"))
        let clip = try inputs.clip()
        return .values(.object(clip.with(padding: Dictionary(uniqueKeysWithValues: Self.keys.map { ($0, padding) }))))
    }
}
