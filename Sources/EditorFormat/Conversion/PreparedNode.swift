internal import Formats
internal import System

/// A node with what its class says of it.
struct PreparedNode {
    enum Kind: Equatable {
        /// Goes into the prompt.
        case real
        /// What comes in goes out: a Reroute.
        case passage
        /// The same, and gives what comes in a name.
        case setter(String)
        /// What comes in at the setter of that name goes out.
        case getter(String)
        /// For the reader alone, or gone already: notes, and primitives, whose values are in their targets.
        case ornament
        /// Stands for a graph, the one of that number.
        case subgraph(Int)
    }

    let node: EditorNode
    let kind: Kind
    /// As the class has them, then those that the file alone has; of a subgraph, its own.
    let inputs: [EditorSlot]
    /// Types.
    let outputs: [String]
    var widgets: [Widget]
    let title: String
    /// nil: nothing is known of its class.
    let schema: ClassSchema?

    /// The class that the prompt names.
    var className: String { Self.className(node.type) }
    /// The class of a node's type. Some were called otherwise once.
    static func className(_ type: String) -> String {
        switch type {
        case "T2IAdapterLoader": "ControlNetLoader"
        case "ConditioningAverage ": "ConditioningAverage"
        case "SDV_img2vid_Conditioning": "SVD_img2vid_Conditioning"
        default: type
        }
    }

    /// A node of a class.
    init(_ node: EditorNode, _ schema: ClassSchema?) {
        self.node = node
        kind = schema == nil ? VirtualNode.kind(node) ?? Self.kind(node.type) : Self.kind(node.type)
        self.schema = schema
        title = node.title ?? schema?.displayName ?? node.type
        guard let schema, kind == .real else {
            inputs = node.inputs
            outputs = node.outputs
            widgets = kind == .real ? NodeWidgets(sockets: node.inputs, values: node.values).widgets : []
            return
        }
        widgets = NodeWidgets(schema, values: node.values, sockets: node.inputs).widgets
        inputs = Self.inputs(node, schema, widgets)
        outputs =
            schema.outputs.enumerated().map { slot, type in
                // The type depends on what is connected, and the file has it
                type == "COMFY_MATCHTYPE_V3" && slot < node.outputs.count ? node.outputs[slot] : type
            } + node.outputs.dropFirst(schema.outputs.count)
        mendOldValues()
    }

    /// A node that stands for a graph.
    init(_ node: EditorNode, subgraph: Int, _ graph: EditorGraph) {
        self.node = node
        kind = .subgraph(subgraph)
        schema = nil
        title = node.title ?? graph.name
        widgets = []
        outputs = graph.outputs.map(\.type)
        // Of equal names the first one comes first
        var given = Dictionary(grouping: node.inputs.reversed()) { ExactString($0.name) }
        inputs = graph.inputs.enumerated().map { place, input in
            var input = input
            input.link =
                graph.isGroup
                ? node.inputs.dropFirst(place).first?.link : given[ExactString(input.name)]?.popLast()?.link
            return input
        }
    }

    /// Its widgets with other values than the file has for it.
    func widgets(withValues values: [JSON]) -> [Widget] {
        guard let schema else { return NodeWidgets(sockets: node.inputs, values: values).widgets }
        return NodeWidgets(schema, values: values, sockets: node.inputs).widgets
    }

    private static func kind(_ type: String) -> Kind {
        switch type {
        case "Reroute": .passage
        case "Note", "MarkdownNote", "PrimitiveNode": .ornament
        default: .real
        }
    }

    /// Sockets first, then those in place of widgets, as the editor lays them out.
    private static func inputs(_ node: EditorNode, _ schema: ClassSchema, _ widgets: [Widget]) -> [EditorSlot] {
        var given: [ExactString: EditorSlot] = [:]
        for slot in node.inputs { given[ExactString(slot.name)] = slot }
        let sockets = schema.inputs.filter { !$0.isWidget && !$0.type.hasPrefix("COMFY_AUTOGROW") }
        let places = widgets.filter { $0.spec?.options["socketless"]?.bool != true }
        var known: Set<ExactString> = []
        var inputs: [EditorSlot] = []
        for (name, type, widget) in sockets.map({ ($0.name, $0.type, nil) })
            + places.map({ ($0.name, $0.spec?.type ?? "*", $0.name as String?) })
        {
            let slot = given[ExactString(name)]
            known.insert(ExactString(name))
            let hasOwnType = type == "COMFY_MATCHTYPE_V3"
            inputs.append(
                EditorSlot(name: name, type: hasOwnType ? slot?.type ?? type : type, link: slot?.link, widget: widget))
        }
        // A socket that the class lacks stays, one in place of a widget that it lacks does not
        return inputs + node.inputs.filter { $0.widget == nil && !known.contains(ExactString($0.name)) }
    }

    /// Files of the first months have "sample_" before the names of samplers.
    private mutating func mendOldValues() {
        guard className == "KSampler" || className == "KSamplerAdvanced" else { return }
        for index in widgets.indices where widgets[index].name == "sampler_name" {
            guard let name = widgets[index].value?.string, name.hasPrefix("sample_") else { continue }
            widgets[index].value = .string(String(name.dropFirst("sample_".count)))
        }
    }
}
