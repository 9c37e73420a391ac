internal import Formats
internal import System

/// Gives an instance the values that the node that stands for it has for the widgets inside.
enum InstanceValues {
    static func apply(to instance: Instance) {
        guard let node = instance.node?.node else { return }
        let values = node.values ?? []
        if instance.graph.graph.isGroup { return applyGroup(values, instance) }
        let promoted = instance.promoted.indices.filter { instance.graph.isPromoted[$0] }
        for (input, value) in zip(promoted, values) { instance.promoted[input] = value }
        // An older file names the widgets that its values belong to
        for (proxy, value) in zip(proxies(instance), values) {
            switch proxy.place {
            case .input(let input): instance.promoted[input] = value
            case .widget(let place): instance.values[place, default: [:]][ExactString(proxy.widget)] = value
            case .nowhere: break
            }
        }
        // What the graph around it has for its widgets
        for (name, value) in instance.parent?.values[instance.place] ?? [:] { set(name, value, instance) }
    }

    /// A widget that a subgraph's node shows.
    private struct Proxy {
        enum Place {
            /// The subgraph's input that stands for it.
            case input(Int)
            /// The node inside that has it.
            case widget(Int)
            case nowhere
        }

        let place: Place
        let widget: String
    }

    /// What older files name at the subgraph's node: [[node, widget], ...]; the node -1 stands for the subgraph's inputs.
    /// Source: Comfy-Org/ComfyUI_frontend, proxyWidgetMigration.
    private static func proxies(_ instance: Instance) -> [Proxy] {
        let proxies = instance.node?.node.properties["proxyWidgets"]?.array ?? []
        return proxies.prefix(EditorSlot.most).map { proxy in
            guard let parts = proxy.array, parts.count >= 2, let node = FileReader.id(parts[0]),
                let widget = parts[1].string
            else { return Proxy(place: .nowhere, widget: "") }
            return Proxy(place: place(node, widget, instance.graph), widget: widget)
        }
    }

    private static func place(_ node: String, _ widget: String, _ graph: PreparedGraph) -> Proxy.Place {
        if node == "-1" { return input(widget, graph).map { .input($0) } ?? .nowhere }
        guard let place = graph.graph.place(of: node) else { return .nowhere }
        let link = graph.nodes[place].inputs.first { $0.name.isExactly(widget) }?.link
        if let link, link.origin == EditorLink.subgraphInput, graph.graph.inputs.indices.contains(link.originSlot) {
            return .input(link.originSlot)
        }
        return .widget(place)
    }

    /// The subgraph's input of a name.
    private static func input(_ name: String, _ graph: PreparedGraph) -> Int? {
        graph.graph.inputs.firstIndex { $0.name.isExactly(name) }
    }

    /// A widget of the subgraph's node, by its name.
    private static func set(_ name: ExactString, _ value: JSON, _ instance: Instance) {
        if let input = input(name.text, instance.graph) {
            instance.promoted[input] = value
            return
        }
        for proxy in proxies(instance) where proxy.widget.isExactly(name.text) {
            if case .widget(let place) = proxy.place { instance.values[place, default: [:]][name] = value }
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
