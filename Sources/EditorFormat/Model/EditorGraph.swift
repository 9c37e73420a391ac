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

    /// - Parameter nodes: their ids differ.
    init(name: String, nodes: [EditorNode]) {
        self.name = name
        self.nodes = nodes
        for (place, node) in nodes.enumerated() { places[ExactString(node.id)] = place }
    }

    func place(of id: String) -> Int? { places[ExactString(id)] }
}
