internal import Formats
internal import System

/// The workflow, or what a subgraph stands for.
struct EditorGraph {
    let name: String
    var nodes: [EditorNode]
    /// The sockets of a subgraph; the workflow has none.
    var inputs: [EditorSlot] = []
    var outputs: [EditorSlot] = []
    /// For each input, the wires that leave it.
    var inputWires: [[EditorLink]] = []
    /// An old group node: its inputs go by their places, not their names, and its values are those of its nodes.
    var isGroup = false
    /// Where each node is.
    private(set) var places: [ExactString: Int] = [:]

    init(name: String, nodes: [EditorNode]) throws(EditorError) {
        self.name = name
        self.nodes = nodes
        for (place, node) in nodes.enumerated() where places.updateValue(place, forKey: ExactString(node.id)) != nil {
            throw EditorError("there are two nodes of this id in \(name)", nodeID: node.id, title: node.title)
        }
    }

    func place(of id: String) -> Int? { places[ExactString(id)] }
}
