internal import Formats
internal import System

/// Gives an instance the values that the node that stands for it has for the widgets inside.
enum InstanceValues {
    static func apply(to instance: Instance) {
        guard let node = instance.node?.node else { return }
        let values = node.values ?? []
        if instance.graph.graph.isGroup { return applyGroup(values, instance) }
        var rest = values[...]
        for input in instance.promoted.indices where instance.graph.isPromoted[input] {
            guard let value = rest.popFirst() else { break }
            instance.promoted[input] = value
        }
        for (place, name) in proxies(instance) where !isInput(place, name, instance.graph) {
            guard let value = rest.popFirst() else { break }
            instance.values[place, default: [:]][ExactString(name)] = value
        }
        // What the graph around it has for its widgets
        for (name, value) in instance.parent?.values[instance.place] ?? [:] { set(name, value, instance) }
    }

    /// The widgets inside that older files name at the subgraph's node: [[node, widget], ...].
    private static func proxies(_ instance: Instance) -> [(place: Int, widget: String)] {
        let proxies = instance.node?.node.properties["proxyWidgets"]?.array ?? []
        return proxies.prefix(EditorSlot.most).compactMap { proxy in
            guard let parts = proxy.array, parts.count >= 2, let id = FileReader.id(parts[0]),
                let widget = parts[1].string, let place = instance.graph.graph.place(of: id)
            else { return nil }
            return (place, widget)
        }
    }

    /// Whether an input of the subgraph stands for the widget already.
    private static func isInput(_ place: Int, _ widget: String, _ graph: PreparedGraph) -> Bool {
        graph.nodes[place].inputs.contains { slot in
            slot.name.isExactly(widget) && slot.link?.origin == EditorLink.subgraphInput
        }
    }

    /// A widget of the subgraph's node, by its name.
    private static func set(_ name: ExactString, _ value: JSON, _ instance: Instance) {
        if let input = instance.graph.graph.inputs.firstIndex(where: { $0.name.isExactly(name.text) }) {
            instance.promoted[input] = value
            return
        }
        for (place, widget) in proxies(instance) where widget.isExactly(name.text) {
            instance.values[place, default: [:]][name] = value
        }
    }

    /// A group has as many values as its nodes had when it was made.
    private static func applyGroup(_ values: [JSON], _ instance: Instance) {
        var rest = values[...]
        for (place, node) in instance.graph.nodes.enumerated() {
            let count = node.node.values?.count ?? 0
            let own = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
            guard own.count == count, node.kind == .real else { continue }
            for widget in node.widgets(withValues: own) where widget.value != nil {
                instance.values[place, default: [:]][ExactString(widget.name)] = widget.value
            }
        }
    }
}
