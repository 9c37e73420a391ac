package import Formats
internal import System

/// Turns a file of the editor into the prompt that the editor would send.
package struct EditorConverter {
    private let expansion: Expansion
    private var resolver = LinkResolver()
    private let names: NodeNames
    private var prompt: JSONObject = [:]
    /// Bytes of text in it: subgraphs may hold the same text again and again.
    private var textSize = 0
    private static let mostText = 256 << 20

    /// The prompt in API format. Seeds keep all their bits.
    ///
    /// - Parameter schemas: the classes; of others, what the file says of them counts.
    package static func prompt(
        _ file: JSONObject, schemas: @escaping SchemaLookup
    ) throws(EditorError) -> JSONObject {
        var converter = EditorConverter(try Expansion(EditorFile(file), SchemaCache(schemas)))
        try converter.write(converter.expansion.root)
        return converter.prompt
    }

    private init(_ expansion: Expansion) {
        self.expansion = expansion
        names = NodeNames(expansion)
    }

    private mutating func write(_ instance: Instance) throws(EditorError) {
        for place in instance.graph.order {
            let node = instance.graph.nodes[place]
            if let inner = instance.children[place] {
                try write(inner)
            } else if node.kind == .real, node.node.mode == .runs {
                let id = instance.id(place)
                guard prompt[id] == nil else { throw instance.error(place, "another node has this id in the prompt") }
                let entry = try entry(node, place, instance)
                textSize += entry.textSize
                guard textSize <= Self.mostText else {
                    throw EditorError("the subgraphs come to more than \(Self.mostText) bytes of text")
                }
                prompt[id] = entry
            }
        }
    }

    private mutating func entry(
        _ node: PreparedNode, _ place: Int, _ instance: Instance
    ) throws(EditorError) -> JSON {
        var inputs: JSONObject = [:]
        let own = instance.values[place]
        for widget in node.widgets {
            guard let value = own?[ExactString(widget.name)] ?? widget.value else { continue }
            inputs[widget.name] = sent(value, widget)
        }
        for slot in node.inputs {
            switch try resolver.source(of: slot, place, in: instance) {
            case .output(let id, let output): inputs[slot.name] = [.string(id), .int(Int128(output))]
            case .value(let value): inputs[slot.name] = plain(value)
            case .nothing: break
            }
        }
        var meta: JSONObject = ["title": .string(node.title)]
        if node.schema == nil {
            // Which pack to look for
            for key in ["cnr_id", "aux_id"] { meta[key] = node.node.properties[key] }
        }
        return [
            "inputs": .object(inputs), "class_type": .string(node.className), "_meta": .object(meta),
        ]
    }

    /// A widget's value as the prompt has it.
    private func sent(_ value: JSON, _ widget: Widget) -> JSON {
        if widget.name == "filename_prefix", let text = value.string {
            return .string(FilenamePrefix.resolve(text, names.value))
        }
        if let spec = widget.spec, spec.isMultiline {
            let text = WidgetText.text(value)
            return .string(spec.hasDynamicPrompts ? DynamicPrompt.resolve(text) : text)
        }
        if widget.spec?.hasDynamicPrompts == true, let text = value.string {
            return .string(DynamicPrompt.resolve(text))
        }
        return plain(value)
    }

    /// A list alone would be taken for a link.
    private func plain(_ value: JSON) -> JSON {
        value.array == nil ? WidgetText.number(value) : ["__value__": value]
    }
}

extension JSON {
    /// Bytes of all texts in it.
    fileprivate var textSize: Int {
        switch self {
        case .string(let text): text.utf8.count
        case .array(let items): items.reduce(0) { $0 + $1.textSize }
        case .object(let members): members.reduce(0) { $0 + $1.key.utf8.count + $1.value.textSize }
        default: 0
        }
    }
}
