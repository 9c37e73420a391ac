internal import Formats
internal import System

/// A node class as one prompt sees it: its schema is asked for once.
final class NodeClass {
    let name: String
    let node: any Node
    /// Tells registrations of one name apart.
    let registration: Int
    let schema: NodeSchema
    let hidden: [InputSchema]
    /// The schema's inputs that are not hidden.
    private let declared: [DynamicInput.Declared]
    /// Those of every node of the class; nil if they depend on what the prompt gives.
    private let fixed: InputSet?
    let hasLazyInputs: Bool
    let isOutput: Bool
    let isAsynchronous: Bool
    let customInputs: Set<String>
    /// Whether equal nodes differ for the cache: not idempotent, or told their own id.
    let isIdentified: Bool

    init(name: String, node: any Node, registration: Int) {
        self.name = name
        self.node = node
        self.registration = registration
        schema = node.schema
        hidden = schema.inputs.filter { $0.section == .hidden }
        // What cannot be parsed was refused when the class was registered
        declared = schema.inputs.filter { $0.section != .hidden }.compactMap { try? .init($0, at: $0.name) }
        let isFixed = declared.allSatisfy { $0.dynamic == nil }
        fixed = isFixed ? InputSet(declared.map(\.schema), hidden, schema.anyInput) : nil
        hasLazyInputs = declared.contains(where: \.isLazy) || schema.anyInput?.isLazy == true
        isOutput = schema.isOutputNode
        isAsynchronous = schema.isAsynchronous
        customInputs = node.customValidatedInputs
        isIdentified = schema.isNotIdempotent || hidden.contains { $0.kind.name == "UNIQUE_ID" }
    }

    /// Whether its nodes have inputs that depend on what the prompt gives.
    var hasDynamicInputs: Bool { fixed == nil }

    /// The inputs of a node for which the prompt gives these literals and links.
    func inputs(given: (String) -> JSON?) -> InputSet {
        fixed ?? InputSet(declared.expand(given), hidden, schema.anyInput)
    }

    /// The inputs of a question about a node that comes before the run: links bring nothing yet, and of the hidden ones
    /// only UNIQUE_ID is known. Like those of the run, each is a list where the class takes lists.
    func inputsBeforeRun(of id: String, _ given: some Sequence<(name: String, value: Value, declared: InputSchema?)>)
        -> NodeInputs
    {
        var inputs = NodeInputs()
        func known(_ value: Value) -> Value { schema.inputIsList ? .list([value]) : value }
        for (name, value, declared) in given {
            if Link(value) != nil, declared?.isRawLink != true {
                inputs.missing.append(name)
            } else if declared != nil {
                inputs.values[name] = known(value)
            }
        }
        for input in hidden {
            switch input.kind.name {
            case "UNIQUE_ID": inputs.values[input.name] = known(.string(id))
            case "PROMPT": inputs.values[input.name] = known(.dictionary([:]))
            default: inputs.values[input.name] = known(.null)
            }
        }
        return inputs
    }
}

/// The inputs that a node has, given or not.
struct InputSet {
    /// Those that are not hidden, in their order.
    let inputs: [InputSchema]
    private let byName: [ExactString: InputSchema]
    private let any: InputSchema?

    init(_ inputs: [InputSchema], _ hidden: [InputSchema], _ any: InputSchema?) {
        self.inputs = inputs
        byName = Dictionary(
            (inputs + hidden).map { (ExactString($0.name), $0) }, uniquingKeysWith: { first, _ in first })
        self.any = any
    }

    /// What the class declares of an input; nil if it knows none of that name.
    subscript(name: String) -> InputSchema? { byName[ExactString(name)] ?? any }
}

extension InputSchema {
    var isLazy: Bool { options?["lazy"].map(PythonConversion.bool) ?? false }
    var isRawLink: Bool { options?["rawLink"].map(PythonConversion.bool) ?? false }
}

extension InputSchema.Kind {
    /// nil for combos in list form.
    var name: String? { if case .named(let name) = self { name } else { nil } }
}

/// The classes that a prompt uses, each looked up once.
struct ClassCatalog {
    let registry: NodeRegistry
    private var classes: [ExactString: NodeClass] = [:]

    init(_ registry: NodeRegistry) { self.registry = registry }

    subscript(name: String) -> NodeClass? {
        mutating get {
            if let known = classes[ExactString(name)] { return known }
            guard let (node, registration) = registry.lookUp(name) else { return nil }
            let found = NodeClass(name: name, node: node, registration: registration)
            classes[ExactString(name)] = found
            return found
        }
    }
}
