internal import Formats
internal import System

/// The workflow, or one place where a subgraph stands in it.
final class Instance {
    let graph: PreparedGraph
    /// Where it stands: in the workflow, none. It holds this one, and lives as long as the expansion.
    unowned let parent: Instance?
    /// The node that stands for it there.
    let place: Int
    /// Before the ids of its nodes: "8:", "8:801:".
    let prefix: String
    /// Its number among all.
    let number: Int
    /// By place, those of its own nodes that stand for graphs, but for what the whole workflow leaves out.
    var children: [Int: Instance] = [:]
    /// Values of its inputs that stand in place of widgets.
    var promoted: [JSON?]
    /// Values of its nodes' widgets, by the nodes' places and the widgets' names.
    var values: [Int: [ExactString: JSON]] = [:]

    init(_ graph: PreparedGraph, parent: Instance?, place: Int, prefix: String, number: Int) {
        self.graph = graph
        self.parent = parent
        self.place = place
        self.prefix = prefix
        self.number = number
        promoted = graph.graph.inputs.map { _ in nil }
    }

    /// The node that stands for it.
    var node: PreparedNode? { parent?.graph.nodes[place] }

    func id(_ place: Int) -> String { prefix + graph.nodes[place].node.id }

    /// An error at one of its nodes.
    func error(_ place: Int, _ message: String) -> EditorError {
        EditorError(message, nodeID: id(place), title: graph.nodes[place].title)
    }
}
