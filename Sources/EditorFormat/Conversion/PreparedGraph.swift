internal import Formats
internal import System

/// A graph whose nodes know their classes. Shared by all that stand for it.
final class PreparedGraph {
    let graph: EditorGraph
    var nodes: [PreparedNode]
    /// For each input of a subgraph, whether it stands in place of a widget.
    private(set) var isPromoted: [Bool] = []
    /// For each input of a subgraph, the value of the first widget that it stands in place of.
    private var innerValues: [JSON?] = []
    /// By the names that they give to wires, the first of each.
    private var setters: [ExactString: Int] = [:]

    init(_ graph: EditorGraph, _ nodes: [PreparedNode]) {
        self.graph = graph
        self.nodes = nodes
        applyPrimitives()
        for (place, node) in nodes.enumerated().reversed() {
            if case .setter(let name) = node.kind { setters[ExactString(name)] = place }
        }
        innerValues = graph.inputWires.map { $0.lazy.compactMap(widgetValue).first }
        isPromoted = graph.inputs.map { $0.widget != nil }
        for node in nodes {
            for slot in node.inputs {
                guard let link = slot.link, link.origin == EditorLink.subgraphInput,
                    isPromoted.indices.contains(link.originSlot)
                else { continue }
                // The file says so too, where the class is not known, or has lost the input
                let isWidget = slot.widget ?? node.node.inputs.first { $0.name.isExactly(slot.name) }?.widget
                if isWidget != nil { isPromoted[link.originSlot] = true }
            }
        }
    }

    func innerValue(_ input: Int) -> JSON? { innerValues.indices.contains(input) ? innerValues[input] : nil }

    /// The node that gives a wire that name.
    func setter(_ name: String) -> PreparedNode? { setters[ExactString(name)].map { nodes[$0] } }

    /// The value of the widget where a wire ends, if it ends at one.
    private func widgetValue(_ wire: EditorLink) -> JSON? {
        guard let place = graph.place(of: wire.target), graph.nodes[place].inputs.indices.contains(wire.targetSlot)
        else { return nil }
        let name = graph.nodes[place].inputs[wire.targetSlot].name
        return nodes[place].widgets.first { $0.name.isExactly(name) }?.value
    }

    /// The nodes in the order in which the editor would run them.
    var order: [Int] {
        nodes.indices.sorted { (nodes[$0].node.order, $0) < (nodes[$1].node.order, $1) }
    }

    /// A primitive's value overwrites that of the widgets that it is wired to, whether it is muted or not.
    private func applyPrimitives() {
        for index in nodes.indices {
            for slot in nodes[index].inputs {
                guard let name = slot.widget, let link = slot.link, let origin = graph.place(of: link.origin),
                    graph.nodes[origin].type == "PrimitiveNode", let value = graph.nodes[origin].values?.first,
                    let widget = nodes[index].widgets.firstIndex(where: { $0.name.isExactly(name) })
                else { continue }
                let spec = nodes[index].widgets[widget].spec
                nodes[index].widgets[widget].value = spec.map { PrimitiveValue.value(value, for: $0) } ?? value
            }
        }
    }
}
