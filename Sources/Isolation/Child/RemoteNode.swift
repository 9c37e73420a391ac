internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// A node class of the host's, as the child runs it: everything is done over there.
final class RemoteNode: Node {
    private struct Description {
        var schema: NodeSchema
        var customValidatedInputs: Set<String>
    }

    private let nodeClass: HostClass
    private let parent: ParentCalls
    /// The latest one. A class is asked for its schema before anything else in each prompt.
    private let latest = Monitor<Description?>(nil)

    init(_ nodeClass: HostClass, _ parent: ParentCalls) {
        self.nodeClass = nodeClass
        self.parent = parent
    }

    var schema: NodeSchema { describe().schema }
    var customValidatedInputs: Set<String> { (latest.withLock { $0 } ?? describe()).customValidatedInputs }

    private func describe() -> Description {
        var description = Description(
            schema: NodeSchema(nodeClass.name, category: "", inputs: []), customValidatedInputs: [])
        // A host that no longer has the class fails the prompt when the node is to run.
        if case .described(let schema, let inputs)? = try? parent.perform(NodeCall(nodeClass, .describe)) {
            description = Description(schema: schema, customValidatedInputs: inputs)
        }
        latest.withLock { $0 = description }
        return description
    }

    func validate(_ inputs: NodeInputs) throws -> String? {
        guard case .text(let text) = try parent.perform(NodeCall(nodeClass, .validate(inputs))) else {
            throw WireError("another answer than was asked for")
        }
        return text
    }

    func fingerprint(_ inputs: NodeInputs) throws -> JSON? {
        guard case .fingerprint(let value) = try parent.perform(NodeCall(nodeClass, .fingerprint(inputs))) else {
            throw WireError("another answer than was asked for")
        }
        return value
    }

    func neededLazyInputs(_ inputs: NodeInputs, _ context: any NodeContext) throws -> [String] {
        let call = NodeCall(nodeClass, .neededLazyInputs(inputs, NodeCall.Place(context)))
        guard case .names(let names) = try parent.perform(call, context) else {
            throw WireError("another answer than was asked for")
        }
        return names
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        try parent.execute(NodeCall(nodeClass, .execute(inputs, NodeCall.Place(context))), context)
    }
}
