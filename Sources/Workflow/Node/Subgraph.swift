internal import Formats
package import System

/// What a node expands into: nodes in API format, whose inputs may be any values (tensors, models), not only JSON.
package struct Subgraph: Sendable {
    package struct Node: Sendable {
        package var classType: String
        /// Links are `.list([.string(id), .int(slot)])`.
        package var inputs: ValueDictionary
        /// The node that a user sees in this one's place; nil: the node that expands.
        package var displayNodeID: String?

        package init(_ classType: String, inputs: ValueDictionary = [:], displayNodeID: String? = nil) {
            self.classType = classType
            self.inputs = inputs
            self.displayNodeID = displayNodeID
        }
    }

    /// By id, in the order of their making; the ids are the prompt's, prefix included.
    package private(set) var nodes: OrderedDictionary<Node> = [:]

    package init(_ nodes: OrderedDictionary<Node> = [:]) { self.nodes = nodes }

    /// A graph in API format, {id: {"class_type", "inputs", "override_display_id"}}, whose inputs may be any values.
    package init(_ value: Value) throws(NodeError) {
        guard let nodes = value.dictionary else { throw NodeError("TypeError", "an expansion must be a dictionary") }
        for (id, node) in nodes {
            let node = node.dictionary
            guard let classType = node?["class_type"]?.string else { throw NodeError("KeyError", "'class_type'") }
            guard let inputs = node?["inputs"]?.dictionary else { throw NodeError("KeyError", "'inputs'") }
            self[id] = Node(classType, inputs: inputs, displayNodeID: node?["override_display_id"]?.string)
        }
    }

    package subscript(id: String) -> Node? {
        get { nodes[id] }
        set { nodes[id] = newValue }
    }
}
