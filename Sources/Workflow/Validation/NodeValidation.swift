internal import Formats
internal import System

/// One node while its inputs are checked one after another; linked nodes are checked in between.
struct NodeValidation {
    /// Its place in the prompt.
    let node: Int
    let nodeClass: NodeClass
    /// What the node has, given these inputs.
    private let declared: InputSet
    /// As given, then with converted literals.
    var inputs: JSONObject
    private(set) var isConverted = false
    /// The declared input to look at next.
    var next = 0
    var errors: [JSON] = []
    var isValid = true
    var receivedTypes: JSONObject = [:]
    /// The declared input whose linked node is being checked.
    var waiting: InputSchema?
    let customInputs: Set<String>

    init(node: Int, nodeClass: NodeClass, inputs: JSONObject) {
        self.node = node
        self.nodeClass = nodeClass
        self.inputs = inputs
        declared = nodeClass.inputs { inputs[$0] }
        customInputs = nodeClass.customInputs
    }

    enum Step {
        /// Look at the node of this place, then go on.
        case visit(Int)
        case done
    }

    /// What finds a link's source, throwing what Python would raise.
    typealias Finder = (_ source: JSON) throws(NodeError) -> (node: Int, nodeClass: NodeClass)

    /// Goes on to the next link or to the end.
    mutating func advance(_ find: Finder) throws(NodeError) -> Step {
        waiting = nil
        while next < declared.inputs.count {
            let input = declared.inputs[next]
            next += 1
            guard let value = inputs[input.name] else {
                if input.section == .required { errors.append(missing(input.name)) }
                continue
            }
            if case .array(let link) = value {
                if let source = try follow(link, value, input, find) {
                    waiting = input
                    return .visit(source)
                }
            } else {
                try checkLiteral(value, input)
            }
        }
        return .done
    }

    /// The path before a dynamic input's name is not told in the error's text.
    private func missing(_ name: String) -> JSON {
        let shown = nodeClass.hasDynamicInputs ? name.split(separator: ".").last.map(String.init) : nil
        return ValidationError.requiredInputMissing(name, shown: shown ?? name)
    }

    /// Checks a link; returns the node to look at if the link itself is fine.
    private mutating func follow(
        _ link: [JSON], _ value: JSON, _ input: InputSchema, _ find: Finder
    ) throws(NodeError) -> Int? {
        guard link.count == 2 else {
            errors.append(ValidationError.badLinkedInput(input, input.name, received: value))
            return nil
        }
        let (source, sourceClass) = try find(link[0])
        let received = try Self.output(of: sourceClass, slot: link[1])
        let checksTypes = !customInputs.contains("input_types")
        if !checksTypes { receivedTypes[input.name] = received.typeJSON }
        if checksTypes, !TypeMatch.accepts(input, received) {
            errors.append(
                ValidationError.returnTypeMismatch(input, input.name, received: received.typeJSON, link: value))
            return nil
        }
        return source
    }

    private static func output(of source: NodeClass, slot: JSON) throws(NodeError) -> OutputSchema {
        let outputs = source.schema.outputs
        // What RETURN_TYPES is in ComfyUI
        let kind = source.schema.isV3 ? "list" : "tuple"
        let index: Int
        switch slot {
        case .int(let value): index = Int(clamping: value)
        case .bool(let value): index = value ? 1 : 0
        default:
            throw NodeError(
                "TypeError", "\(kind) indices must be integers or slices, not \(PythonText.typeName(slot))")
        }
        guard let found = Link.index(index, count: outputs.count) else {
            throw NodeError("IndexError", "\(kind) index out of range")
        }
        return outputs[found]
    }

    private mutating func checkLiteral(_ value: JSON, _ input: InputSchema) throws(NodeError) {
        // Nothing but one of its values tells what inputs a dynamic combo brings
        let isDynamic = input.kind.name == DynamicInput.comboType
        let isCustom = customInputs.contains(input.name)
        let isUnlisted = !isDynamic && (isCustom || (customInputs.contains("*") && input.choices != nil))
        switch try LiteralCheck.check(value, input, input.name, isCustom: isUnlisted) {
        case .fine(let converted): keep(converted, input, was: value)
        case .wrong(let converted, let error):
            keep(converted, input, was: value)
            errors.append(error)
        }
    }

    private mutating func keep(_ converted: JSON, _ input: InputSchema, was value: JSON) {
        guard converted != value else { return }
        inputs[input.name] = converted
        isConverted = true
    }

    /// Whether the class's own check takes an input: by its name, or by that of the dynamic input that it belongs to.
    private func isCustom(_ name: String) -> Bool {
        if customInputs.contains(name) { return true }
        guard nodeClass.hasDynamicInputs, let dot = name.firstIndex(of: ".") else { return false }
        return customInputs.contains(String(name[..<dot]))
    }

    /// The class's own check of its inputs. What it throws goes to whoever asked.
    mutating func runCustomValidation(_ id: String) throws(NodeError) {
        guard !customInputs.isEmpty else { return }
        let takesAll = customInputs.contains("*")
        let declared = declared
        var chosen = nodeClass.inputsBeforeRun(
            of: id, inputs.lazy.map { ($0.key, Value($0.value), declared[$0.key]) })
        if !takesAll {
            chosen.missing.removeAll { !isCustom($0) }
            for name in chosen.values.keys where !isCustom(name) { chosen.values[name] = nil }
        }
        if customInputs.contains("input_types") {
            let types = Value(.object(receivedTypes))
            chosen.values["input_types"] = nodeClass.schema.inputIsList ? .list([types]) : types
        }
        let reason: String?
        do { reason = try nodeClass.node.validate(chosen) } catch { throw NodeError(catching: error) }
        guard let reason else { return }
        // As they come: those of the prompt, then what was added
        let missing = Set(chosen.missing)
        let given = inputs.keys.filter { missing.contains($0) || chosen.values[$0] != nil }
        let names = given + chosen.values.keys.filter { inputs[$0] == nil }
        errors += names.map { ValidationError.customValidationFailed($0, reason) }
    }
}
