internal import Workflow

/// A node class whose outputs are a function of its inputs and nothing else.
struct FunctionNode: Node {
    let schema: NodeSchema
    private let function: @Sendable (NodeInputs) throws -> [Value]

    init(_ schema: NodeSchema, _ function: @escaping @Sendable (NodeInputs) throws -> [Value]) {
        self.schema = schema
        self.function = function
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .finished(NodeOutput(try function(inputs)))
    }
}
