internal import Formats
internal import System
internal import Workflow

struct ComfySwitchNode: Node {
    private static let template = "switch"

    var schema: NodeSchema {
        let options: JSONObject = [
            "lazy": true, "template": ["template_id": .string(Self.template), "allowed_types": "*"],
        ]
        return .v3(
            "ComfySwitchNode", displayName: "Switch", category: "logic",
            inputs: [
                .socket("switch", "BOOLEAN"), InputSchema("on_false", .named("COMFY_MATCHTYPE_V3"), options),
                InputSchema("on_true", .named("COMFY_MATCHTYPE_V3"), options),
            ],
            outputs: [OutputSchema("COMFY_MATCHTYPE_V3", name: "output", template: Self.template)],
            "Gives one of two values, and computes no more than that one."
        ).with { $0.isExperimental = true }
    }

    func neededLazyInputs(_ inputs: NodeInputs, _ context: any NodeContext) throws -> [String] {
        let chosen = try chosen(inputs)
        return inputs.missing.contains(chosen) ? [chosen] : []
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(inputs[try chosen(inputs)] ?? .null)
    }

    private func chosen(_ inputs: NodeInputs) throws(NodeError) -> String {
        try PythonOperator.isTrue(inputs["switch"] ?? .null) ? "on_true" : "on_false"
    }
}
