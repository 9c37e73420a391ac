package import Formats
import System
package import Workflow

/// A node class made of closures.
package struct TestNode: AddedNode {
    package var schema: NodeSchema
    package var customValidatedInputs: Set<String> = []
    package var onValidate: @Sendable (NodeInputs) throws -> String? = { _ in nil }
    package var onFingerprint: @Sendable (NodeInputs) throws -> JSON? = { _ in nil }
    package var onLazy: (@Sendable (NodeInputs) throws -> [String])?
    package var onExecute: @Sendable (NodeInputs, any NodeContext) throws -> NodeResult

    package init(
        _ name: String, _ inputs: [InputSchema] = [], _ outputs: [OutputSchema] = [OutputSchema("INT")],
        _ configure: (inout NodeSchema) -> Void = { _ in },
        _ execute: @escaping @Sendable (NodeInputs, any NodeContext) throws -> NodeResult
    ) {
        schema = NodeSchema(name, category: "test", inputs: inputs, outputs: outputs)
        configure(&schema)
        onExecute = execute
    }

    package func validate(_ inputs: NodeInputs) throws -> String? { try onValidate(inputs) }
    package func fingerprint(_ inputs: NodeInputs) throws -> JSON? { try onFingerprint(inputs) }
    package func neededLazyInputs(_ inputs: NodeInputs, _ context: any NodeContext) throws -> [String] {
        try onLazy?(inputs) ?? inputs.missing
    }
    package func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        try onExecute(inputs, context)
    }

    package func with(_ change: (inout TestNode) -> Void) -> TestNode {
        var node = self
        change(&node)
        return node
    }
}

extension NodeResult {
    package static func ints(_ values: Int...) -> NodeResult { .finished(NodeOutput(values.map { .int(Int128($0)) })) }
}

extension JSON {
    package init(_ value: Workflow.Value) {
        self =
            switch value {
            case .null: .null
            case .bool(let value): .bool(value)
            case .int(let value): .int(value)
            case .float(let value): .double(value)
            case .string(let value): .string(value)
            case .list(let values): .array(values.map { JSON($0) })
            case .dictionary(let members): .array(members.keys.map { .string($0) })
            case .tensor: "tensor"
            case .object: "object"
            }
    }
}
