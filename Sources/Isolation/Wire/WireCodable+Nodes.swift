internal import Formats
internal import System
package import Workflow

extension NodeError: WireRecord {
    static let wire = WireForm<NodeError>.record({ NodeError($0, $1, traceback: $2) }) {
        ($0.type, $0.message, $0.traceback)
    }
}

extension NodeInputs: WireRecord {
    static let wire = WireForm<NodeInputs>.record({ NodeInputs($0, missing: $1) }) { ($0.values, $0.missing) }
}

extension Subgraph: WireRecord {
    static let wire = WireForm<Subgraph>.record({ (nodes: OrderedDictionary<Node>) in Subgraph(nodes) }) { $0.nodes }
}

extension Subgraph.Node: WireRecord {
    static let wire = WireForm<Subgraph.Node>.record({ Subgraph.Node($0, inputs: $1, displayNodeID: $2) }) {
        ($0.classType, $0.inputs, $0.displayNodeID)
    }
}

extension NodeOutput: WireRecord {
    static let wire = WireForm<NodeOutput>.record({ NodeOutput($0, ui: $1, images: $2, expansion: $3, blocker: $4) }) {
        ($0.values, $0.ui, $0.images, $0.expansion, $0.blocker)
    }
}

extension ExecutionBlocker: WireRecord {
    static let wire = WireForm<ExecutionBlocker>.record({ ExecutionBlocker(message: $0) }) { $0.message }
}

extension InputSchema: WireRecord {
    static let wire = WireForm<InputSchema>.record({ InputSchema($0, $2, $3, section: $1) }) {
        ($0.name, $0.section, $0.kind, $0.options)
    }
}

extension InputSchema.Section: WireCodable {}

extension InputSchema.Kind: WireChoice {
    static let wire: [WireForm<InputSchema.Kind>] = [
        WireForm(named) { if case .named(let type) = $0 { type } else { nil } },
        WireForm(combo) { if case .combo(let values) = $0 { values } else { nil } },
    ]
}

extension OutputSchema: WireRecord {
    static let wire = WireForm<OutputSchema>.record({ OutputSchema($0, name: $1, isList: $2, tooltip: $3) }) {
        ($0.type, $0.name, $0.isList, $0.tooltip)
    }
}

extension NodeSchema: WireRecord {
    private static let flags: [any WritableKeyPath<NodeSchema, Bool> & Sendable] = [
        \.isOutputNode, \.isDeprecated, \.isExperimental, \.isNotIdempotent, \.inputIsList, \.isAsynchronous, \.isV3,
        \.showsName,
    ]

    static let wire = WireForm<NodeSchema>.record({
        name, displayName, category, description, inputs, outputs, set, any, aliases in
        var schema = NodeSchema(name, displayName: displayName, category: category, inputs: inputs, outputs: outputs)
        schema.description = description
        for (flag, isSet) in zip(flags, set as [Bool]) { schema[keyPath: flag] = isSet }
        schema.anyInput = any
        schema.searchAliases = aliases
        return schema
    }) { schema in
        (
            schema.name, schema.displayName, schema.category, schema.description, schema.inputs, schema.outputs,
            flags.map { schema[keyPath: $0] }, schema.anyInput, schema.searchAliases
        )
    }
}

extension DynamicPrompt: WireRecord {
    static let wire = WireForm<DynamicPrompt>.record({ DynamicPrompt($0, ephemeral: $1) }) {
        ($0.original, $0.ephemeral)
    }
}

extension DynamicPrompt.Ephemeral: WireRecord {
    static let wire = WireForm<DynamicPrompt.Ephemeral>.record({
        DynamicPrompt.Ephemeral(node: $0, parent: $1, display: $2, real: $3)
    }) { ($0.node, $0.parent, $0.display, $0.real) }
}
