internal import Formats
internal import System
internal import Workflow

struct LazySwitch: Node {
    var schema: NodeSchema {
        NodeSchema(
            "LazySwitch", category: "logic",
            inputs: [
                InputSchema("switch", .named("BOOLEAN"), nil),
                InputSchema("on_false", .named("*"), ["lazy": true], section: .optional),
                InputSchema("on_true", .named("*"), ["lazy": true], section: .optional),
            ],
            outputs: [OutputSchema("*")]
        ).with { $0.description = "Gives one of two values, and computes no more than that one." }
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
