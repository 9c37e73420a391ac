internal import System
internal import Workflow

/// Gives `on_true` or `on_false` as `switch` says, and has no more than that one computed.
protocol SwitchNode: Node {}

extension SwitchNode {
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
