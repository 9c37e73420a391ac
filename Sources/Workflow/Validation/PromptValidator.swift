internal import Formats

/// Checks a prompt from its outputs downward, without recursion: chains may be long.
struct PromptValidator {
    private struct Verdict {
        var isValid: Bool
        var errors: [JSON]
    }

    private var prompt: JSONObject
    private var catalog: ClassCatalog
    private var verdicts: [String: Verdict] = [:]
    /// The nodes with verdicts, in the order in which these were given.
    private var judged: [String] = []
    private var stack: [NodeValidation] = []
    private var onStack: Set<String> = []
    /// Steps that the search for dependent outputs may still take: its result may be as large as the square of the
    /// prompt, so very large broken prompts get incomplete lists.
    private var dependentsBudget = 2_000_000

    private init(_ prompt: JSONObject, _ registry: NodeRegistry) {
        self.prompt = prompt
        catalog = ClassCatalog(registry)
    }

    static func validate(_ json: JSON, targets: [String]?, registry: NodeRegistry) -> PromptValidation {
        guard let prompt = json.object else {
            return failure([:], "invalid_prompt", "The prompt is not an object of nodes.", details: "", extra: [:])
        }
        var validator = PromptValidator(prompt, registry)
        return validator.run(targets)
    }

    private static func failure(
        _ prompt: JSONObject, _ type: String, _ message: String, details: String, extra: JSONObject,
        nodeErrors: JSONObject = [:]
    ) -> PromptValidation {
        PromptValidation(
            prompt: prompt, goodOutputs: [],
            error: ValidationError.make(type, message, details: details, extra: extra).object, nodeErrors: nodeErrors)
    }

    private mutating func run(_ targets: [String]?) -> PromptValidation {
        let targets = targets.map(Set.init)
        var outputs: [String] = []
        for (id, node) in prompt {
            guard let className = node["class_type"] else {
                // Like a node of an unknown class, but under the name that newer ComfyUI has for both
                return Self.failure(
                    prompt, "missing_node_type", "Cannot execute because a node is missing the class_type property.",
                    details: "Node ID '#\(id)'",
                    extra: [
                        "node_id": .string(id), "class_type": .null,
                        "node_title": node["_meta"]?["title"] ?? .string("Node ID '#\(id)'"),
                    ])
            }
            guard let name = className.string, let nodeClass = catalog[name] else {
                return Self.failure(
                    prompt, "invalid_prompt",
                    "Cannot execute because node \(PythonText.str(className)) does not exist.",
                    details: "Node ID '#\(id)'", extra: [:])
            }
            if nodeClass.schema.isOutputNode, targets?.contains(id) ?? true { outputs.append(id) }
        }
        if outputs.isEmpty {
            return Self.failure(prompt, "prompt_no_outputs", "Prompt has no outputs", details: "", extra: [:])
        }

        var good: [String] = []
        var bad: [String] = []
        for output in outputs {
            validate(output)
            if verdicts[output]?.isValid == true { good.append(output) } else { bad.append(output) }
        }
        let nodeErrors = errorsByNode(bad)
        guard good.isEmpty else {
            return PromptValidation(prompt: prompt, goodOutputs: good, error: nil, nodeErrors: nodeErrors)
        }
        return allFailed(bad, nodeErrors)
    }

    private func allFailed(_ outputs: [String], _ nodeErrors: JSONObject) -> PromptValidation {
        let errors = outputs.flatMap { verdicts[$0]?.errors ?? [] }
        let details = errors.map { "\($0["message"]?.string ?? ""): \($0["details"]?.string ?? "")" }
        var extra: JSONObject = [
            "exception_type": errors.lazy.compactMap { $0["extra_info"]?["exception_type"] }.first ?? "ValidationError",
            "traceback": errors.lazy.compactMap { $0["extra_info"]?["traceback"] }.first ?? [],
        ]
        if !nodeErrors.isEmpty { extra["node_errors"] = .object(nodeErrors) }
        return Self.failure(
            prompt, "prompt_outputs_failed_validation", "Prompt outputs failed validation",
            details: details.joined(separator: "\n"), extra: extra, nodeErrors: nodeErrors)
    }

    // MARK: - Walking the links

    private mutating func validate(_ output: String) {
        guard verdicts[output] == nil else { return }
        if let error = enter(output) { return judge(output, [ValidationError.exceptionDuringValidation(error)]) }
        while !stack.isEmpty { step() }
    }

    /// Puts a node onto the stack; returns what Python would raise for one that has no inputs.
    private mutating func enter(_ id: String) -> NodeError? {
        do {
            let nodeClass = try Self.nodeClass(.string(id), prompt, &catalog)
            guard let inputs = prompt[id]?["inputs"] else { return NodeError("KeyError", "'inputs'") }
            guard case .object(let inputs) = inputs else {
                return NodeError("TypeError", "the inputs are no dictionary but '\(PythonText.typeName(inputs))'")
            }
            stack.append(NodeValidation(id: id, nodeClass: nodeClass, inputs: inputs))
            onStack.insert(id)
            return nil
        } catch {
            return error
        }
    }

    /// One move of the node on top: to a linked node, or to its verdict.
    private mutating func step() {
        // Off the stack while it looks around, so that nothing is copied
        var node = stack.removeLast()
        do {
            let step = try node.advance { source throws(NodeError) in
                try Self.nodeClass(source, prompt, &catalog)
            }
            switch step {
            case .visit(let source):
                stack.append(node)
                if let verdict = verdicts[source] {
                    if !verdict.isValid { stack[stack.count - 1].isValid = false }
                } else if onStack.contains(source) {
                    reportCycle(through: source)
                    stack[stack.count - 1].isValid = false
                } else if let error = enter(source) {
                    fail(source, error)
                }
            case .done:
                try node.runCustomValidation()
                conclude(node)
            }
        } catch {
            // Raised out of this node's check: the node that links to it reports it, or else the output
            leave(node)
            if stack.isEmpty {
                judge(node.id, [ValidationError.exceptionDuringValidation(error)])
            } else {
                fail(node.id, error)
            }
        }
    }

    /// The node has looked at everything.
    private mutating func conclude(_ node: NodeValidation) {
        leave(node)
        // A cycle through the node may have judged it already
        var errors = verdicts[node.id]?.errors ?? []
        errors += node.errors
        let isValid = node.isValid && errors.isEmpty && verdicts[node.id]?.isValid ?? true
        if verdicts.updateValue(Verdict(isValid: isValid, errors: errors), forKey: node.id) == nil {
            judged.append(node.id)
        }
        if !isValid, let parent = stack.indices.last { stack[parent].isValid = false }
    }

    /// Converted literals go back into the prompt.
    private mutating func leave(_ node: NodeValidation) {
        onStack.remove(node.id)
        guard node.isConverted, var object = prompt[node.id]?.object else { return }
        object["inputs"] = .object(node.inputs)
        prompt[node.id] = .object(object)
    }

    private mutating func judge(_ id: String, _ errors: [JSON]) {
        if verdicts.updateValue(Verdict(isValid: false, errors: errors), forKey: id) == nil { judged.append(id) }
    }

    /// The check of a node that the top of the stack links to raised an exception.
    private mutating func fail(_ id: String, _ error: NodeError) {
        guard let top = stack.indices.last, let input = stack[top].waiting else { return }
        stack[top].isValid = false
        let link = stack[top].inputs[input.name] ?? .null
        judge(id, [ValidationError.exceptionDuringInnerValidation(input, input.name, link: link, error)])
    }

    private mutating func reportCycle(through id: String) {
        guard let start = stack.firstIndex(where: { $0.id == id }) else { return }
        let nodes = stack[start...]
        // The path is written once for each node of it, so long ones are cut
        let shown = nodes.prefix(100).map { "\($0.id) (\($0.nodeClass.name))" }
        let cut = nodes.count > 100 ? ["... (\(nodes.count) nodes)"] : []
        let path = (shown + cut + ["\(id) (\(nodes[start].nodeClass.name))"]).joined(separator: " -> ")
        let ids = nodes.prefix(100).map { JSON.string($0.id) }
        for node in nodes { judge(node.id, [ValidationError.dependencyCycle(node.id, nodes: ids, path: path)]) }
    }

    private static func nodeClass(
        _ id: JSON, _ prompt: JSONObject, _ catalog: inout ClassCatalog
    ) throws(NodeError) -> NodeClass {
        switch id {
        case .array, .object: throw NodeError("TypeError", "unhashable type: '\(PythonText.typeName(id))'")
        default: break
        }
        guard let text = id.string, let node = prompt[text] else { throw NodeError("KeyError", PythonText.repr(id)) }
        guard let name = node["class_type"]?.string else { throw NodeError("KeyError", "'class_type'") }
        guard let nodeClass = catalog[name] else { throw NodeError("KeyError", PythonText.repr(name)) }
        return nodeClass
    }

    // MARK: - The report

    /// {node: {"errors", "dependent_outputs", "class_type"}} of the nodes that have errors of their own.
    private mutating func errorsByNode(_ outputs: [String]) -> JSONObject {
        var dependents: [String: [JSON]] = [:]
        for output in outputs {
            var seen: Set<String> = [output]
            var open = [output]
            while let id = open.popLast(), dependentsBudget > 0 {
                dependentsBudget -= 1
                guard let verdict = verdicts[id], !verdict.isValid else { continue }
                if !verdict.errors.isEmpty { dependents[id, default: []].append(.string(output)) }
                for (_, value) in prompt[id]?["inputs"]?.object ?? [:] {
                    guard let source = value.array?.first?.string, seen.insert(source).inserted else { continue }
                    open.append(source)
                }
            }
        }
        var result: JSONObject = [:]
        for id in judged {
            guard let verdict = verdicts[id], !verdict.isValid, !verdict.errors.isEmpty else { continue }
            result[id] = [
                "errors": .array(verdict.errors), "dependent_outputs": .array(dependents[id] ?? []),
                "class_type": prompt[id]?["class_type"] ?? .null,
            ]
        }
        return result
    }
}
