internal import Formats
internal import System

/// A node of a prompt that runs.
final class GraphNode {
    struct Input {
        let name: String
        let value: Value
        let link: Link?
        let schema: InputSchema?
    }

    let index: Int
    let id: String
    let className: String
    /// nil if the class is gone since validation.
    let nodeClass: NodeClass?
    let inputs: [Input]
    /// The node whose expansion this one belongs to.
    let parent: Int?
    let displayID: String
    let realID: String
    /// What the cache knows it by; set before the cache is asked.
    var signature = Signature.unique()

    var isOutput: Bool { nodeClass?.isOutput ?? false }
    var isAsynchronous: Bool { nodeClass?.isAsynchronous ?? false }

    init(
        index: Int, id: String, className: String, nodeClass: NodeClass?, inputs: [Input], parent: Int?,
        displayID: String, realID: String
    ) {
        self.index = index
        self.id = id
        self.className = className
        self.nodeClass = nodeClass
        self.inputs = inputs
        self.parent = parent
        self.displayID = displayID
        self.realID = realID
    }
}

/// The nodes of a prompt while it runs: the user's, then those of expansions.
final class PromptGraph {
    let prompt: DynamicPrompt
    private(set) var nodes: [GraphNode] = []
    private var indices: [ExactString: Int] = [:]
    private var catalog: ClassCatalog

    init(_ original: JSONObject, _ registry: NodeRegistry) {
        prompt = DynamicPrompt(original)
        catalog = ClassCatalog(registry)
        nodes.reserveCapacity(original.count)
        indices.reserveCapacity(original.count)
        for (id, node) in original {
            let inputs = (node["inputs"]?.object ?? [:]).map { ($0.key, Value($0.value)) }
            _ = append(id, node["class_type"]?.string ?? "", inputs, parent: nil)
        }
    }

    subscript(id: String) -> GraphNode? { indices[ExactString(id)].map { nodes[$0] } }

    /// Adds an expansion's nodes and returns their indices. Nodes of the same parent's that have these ids give way: one
    /// that runs again, since nothing is cached, expands again. The graph stays as it is if that is impossible.
    func add(_ subgraph: Subgraph, parent: GraphNode) throws(NodeError) -> [Int] {
        for (id, node) in subgraph.nodes {
            if let former = self[id], former.parent != parent.index {
                throw NodeError(
                    "ValueError", "The expansion of node \(parent.id) makes a node \(id), which exists already")
            }
            if catalog[node.classType] == nil {
                throw NodeError("KeyError", PythonText.repr(node.classType))
            }
        }
        return subgraph.nodes.map { id, node in
            prompt.add(node, id: id, parent: parent.id)
            return append(id, node.classType, node.inputs.map { ($0.key, $0.value) }, parent: parent.index)
        }
    }

    private func append(_ id: String, _ className: String, _ inputs: [(String, Value)], parent: Int?) -> Int {
        let nodeClass = catalog[className]
        let declared = nodeClass?.inputs { name in
            inputs.first { $0.0 == name }.map { $0.1.json ?? .null }
        }
        let node = GraphNode(
            index: indices[ExactString(id)] ?? nodes.count, id: id, className: className, nodeClass: nodeClass,
            inputs: inputs.map { name, value in
                GraphNode.Input(name: name, value: value, link: Link(value), schema: declared?[name])
            },
            parent: parent, displayID: parent == nil ? id : prompt.displayNodeID(id),
            realID: parent.map { nodes[$0].realID } ?? id)
        if node.index == nodes.count { nodes.append(node) } else { nodes[node.index] = node }
        indices[ExactString(id)] = node.index
        return node.index
    }
}
