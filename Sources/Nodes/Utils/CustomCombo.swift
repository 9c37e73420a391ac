internal import Formats
internal import Workflow

/// A choice whose values stand in the editor's node, not in the class.
struct CustomCombo: Node {
    var schema: NodeSchema {
        .v3(
            "CustomCombo", displayName: "Custom Combo", category: "utils", inputs: [.combo("choice", [])],
            outputs: [OutputSchema("STRING")], "Gives the text that was chosen."
        ).with {
            $0.isExperimental = true; $0.pageInputs = ["index", "option"]
        }
    }

    var customValidatedInputs: Set<String> { ["choice"] }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(.string(try inputs.string("choice")))
    }
}
