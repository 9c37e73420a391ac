internal import Formats
internal import System
package import Workflow

/// Makes a `Subgraph` whose ids are the same from run to run, so that the cache finds its nodes again.
package struct GraphBuilder {
    package let prefix: String
    package private(set) var graph = Subgraph()
    private var nextID = 1

    /// Ids begin with ComfyUI's "node.call.graph.".
    package init(_ context: any NodeContext) { prefix = context.allocateGraphPrefix() }

    /// Adds a node, or finds the one of that name; returns its id with the prefix.
    @discardableResult
    package mutating func node(
        _ classType: String, id: String? = nil, inputs: ValueDictionary = [:], displayNodeID: String? = nil
    ) -> String {
        var name = prefix
        if let id {
            name += id
        } else {
            name += "\(nextID)"
            nextID += 1
        }
        if graph[name] == nil {
            graph[name] = Subgraph.Node(classType, inputs: inputs, displayNodeID: displayNodeID)
        }
        return name
    }

    package mutating func setInput(_ name: String, of id: String, to value: Value?) { graph[id]?.inputs[name] = value }

    /// A link to a node's output.
    package static func link(_ id: String, _ slot: Int = 0) -> Value { .list([.string(id), .int(Int128(slot))]) }
}
