internal import Formats
internal import System

/// A node's inputs before it is mapped over them: each a list of values, as links bring them.
struct CallInputs {
    struct Item {
        let name: String
        let values: [Value]
        /// A link whose source has not run.
        var isMissing = false
    }

    private(set) var items: [Item] = []
    /// Literals that the class has no inputs for: they are ignored, as in ComfyUI.
    private(set) var ignored: [String] = []
    private let declared: [InputSchema]

    init(
        of node: GraphNode, _ nodeClass: NodeClass, in graph: PromptGraph, list: ExecutionList, request: PromptRequest
    ) throws(NodeError) {
        declared = node.inputs.compactMap(\.schema)
        items.reserveCapacity(node.inputs.count + nodeClass.hidden.count)
        for input in node.inputs {
            if let link = input.link, input.schema?.isRawLink != true {
                items.append(try Self.item(input.name, link, node, graph, list))
            } else if input.schema != nil {
                items.append(Item(name: input.name, values: [input.value]))
            } else if !nodeClass.schema.isOfPage(input.name) {
                ignored.append(input.name)
            }
        }
        for hidden in nodeClass.hidden {
            guard let value = Self.hiddenValue(hidden.kind.name ?? "", node, graph, request) else { continue }
            items.removeAll { $0.name == hidden.name }
            items.append(Item(name: hidden.name, values: [value]))
        }
    }

    private static func item(
        _ name: String, _ link: Link, _ node: GraphNode, _ graph: PromptGraph, _ list: ExecutionList
    ) throws(NodeError) -> Item {
        guard let source = graph[link.source], let entry = list.value(from: source, to: node) else {
            return Item(name: name, values: [.null], isMissing: true)
        }
        guard let slot = link.slot else {
            throw NodeError("TypeError", "list indices must be integers or slices, not float")
        }
        // A source with fewer outputs than declared gives None
        guard let index = Link.index(slot, count: entry.outputs.count) else { return Item(name: name, values: [.null]) }
        return Item(name: name, values: entry.outputs[index])
    }

    private static func hiddenValue(
        _ kind: String, _ node: GraphNode, _ graph: PromptGraph, _ request: PromptRequest
    ) -> Value? {
        switch kind {
        case "PROMPT": Value(.object(graph.prompt.original))
        case "DYNPROMPT": .object(graph.prompt)
        case "EXTRA_PNGINFO": Value(request.extraData["extra_pnginfo"] ?? .null)
        case "UNIQUE_ID": .string(node.id)
        case "AUTH_TOKEN_COMFY_ORG": Value(request.extraData["auth_token_comfy_org"] ?? .null)
        case "API_KEY_COMFY_ORG": Value(request.extraData["api_key_comfy_org"] ?? .null)
        default: nil
        }
    }

    var missing: [String] { items.lazy.filter { $0.isMissing }.map { $0.name } }

    func isSatisfied(_ name: String) -> Bool { items.contains { $0.name == name && !$0.isMissing } }

    /// How many calls: the longest list's length; one where there is nothing to map over.
    func callCount(asLists: Bool) -> Int {
        asLists ? 1 : max(items.lazy.map { $0.values.count }.max() ?? 1, 1)
    }

    /// The inputs of one call. Shorter lists repeat their last value.
    func call(_ index: Int, asLists: Bool) throws(NodeError) -> NodeInputs {
        var inputs = NodeInputs(missing: missing, declared: declared)
        // ComfyUI calls without any input where all lists are empty
        if !asLists, items.allSatisfy({ $0.values.isEmpty }) { return inputs }
        for item in items where !item.isMissing {
            if asLists {
                inputs.values[item.name] = .list(item.values)
            } else {
                guard let last = item.values.last else { throw NodeError("IndexError", "list index out of range") }
                inputs.values[item.name] = index < item.values.count ? item.values[index] : last
            }
        }
        return inputs
    }

    /// The first blocker among the inputs of one call.
    func blocker(_ index: Int, asLists: Bool) -> ExecutionBlocker? {
        for item in items {
            let values =
                asLists ? item.values[...] : (index < item.values.count ? [item.values[index]] : item.values.suffix(1))
            for case .object(let object) in values {
                if let blocker = object as? ExecutionBlocker { return blocker }
            }
        }
        return nil
    }

    /// The inputs as an error shows them.
    var description: JSONObject {
        var members: JSONObject = [:]
        for item in items { members[item.name] = .array(item.values.map(ValueDescription.json)) }
        return members
    }
}
