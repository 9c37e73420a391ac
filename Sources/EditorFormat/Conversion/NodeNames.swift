internal import Formats
internal import System

/// Finds the nodes that names of files are made from.
struct NodeNames {
    private let byProperty: [ExactString: [Widget]]
    private let byTitle: [ExactString: [Widget]]

    init(_ expansion: Expansion) {
        var byProperty: [ExactString: [Widget]] = [:]
        var byTitle: [ExactString: [Widget]] = [:]
        for graph in [expansion.root.graph] + expansion.graphs.compactMap(\.self) {
            for node in graph.nodes {
                let name = node.node.properties["Node name for S&R"]?.string ?? node.className
                // The first one counts
                if byProperty[ExactString(name)] == nil { byProperty[ExactString(name)] = node.widgets }
                if byTitle[ExactString(node.title)] == nil { byTitle[ExactString(node.title)] = node.widgets }
            }
        }
        self.byProperty = byProperty
        self.byTitle = byTitle
    }

    /// The value of a widget of the node of that name, else of that title.
    func value(_ node: String, _ widget: String) -> String? {
        let widgets = byProperty[ExactString(node)] ?? byTitle[ExactString(node)]
        guard let found = widgets?.first(where: { $0.name.isExactly(widget) }) else { return nil }
        return found.value.map(WidgetText.text) ?? ""
    }
}
