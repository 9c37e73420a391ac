internal import Formats
internal import System

/// Checks a prompt from its outputs downward, without recursion: chains may be long.
struct PromptValidator {
    private struct Verdict {
        var isValid: Bool
        var errors: [JSON]
    }

    /// What is known of a node; nodes go by their places in the prompt.
    private struct CheckedNode {
        let nodeClass: NodeClass
        var verdict: Verdict?
        var isOnStack = false
    }

    private var prompt: JSONObject
    private var catalog: ClassCatalog
    private var nodes: [CheckedNode] = []
    /// The nodes with verdicts, in the order in which these were given.
    private var judged: [Int] = []
    private var stack: [NodeValidation] = []
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
        let targets = targets.map { Set($0.map { ExactString($0) }) }
        var outputs: [Int] = []
        nodes.reserveCapacity(prompt.count)
        for (id, node) in prompt {
            guard let className = node["class_type"] else {
                return Self.failure(
                    prompt, "invalid_prompt", "Cannot execute because a node is missing the class_type property.",
                    details: "Node ID '#\(id)'", extra: [:])
            }
            guard let name = className.string, let nodeClass = catalog[name] else {
                return Self.failure(
                    prompt, "invalid_prompt",
                    "Cannot execute because node \(PythonText.str(className)) does not exist.",
                    details: "Node ID '#\(id)'", extra: [:])
            }
            if nodeClass.isOutput, targets?.contains(ExactString(id)) ?? true { outputs.append(nodes.count) }
            nodes.append(CheckedNode(nodeClass: nodeClass))
        }
        if outputs.isEmpty {
            return Self.failure(prompt, "prompt_no_outputs", "Prompt has no outputs", details: "", extra: [:])
        }

        for output in outputs where !Cancellation.isCurrentRaised { validate(output) }
        let good = outputs.filter { nodes[$0].verdict?.isValid == true }
        let bad = outputs.filter { nodes[$0].verdict?.isValid != true }
        let nodeErrors = errorsByNode(bad)
        guard good.isEmpty else {
            return PromptValidation(prompt: prompt, goodOutputs: good.map(id), error: nil, nodeErrors: nodeErrors)
        }
        return allFailed(bad, nodeErrors)
    }

    private func id(_ node: Int) -> String { prompt.member(at: node)?.key ?? "" }

    private func allFailed(_ outputs: [Int], _ nodeErrors: JSONObject) -> PromptValidation {
        let errors = outputs.flatMap { nodes[$0].verdict?.errors ?? [] }
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

    private mutating func validate(_ output: Int) {
        guard nodes[output].verdict == nil else { return }
        if let error = enter(output) { return judge(output, [ValidationError.exceptionDuringValidation(error)]) }
        var pulse = CancellationPulse()
        while !stack.isEmpty, !pulse.ends() { step() }
    }

    /// Puts a node onto the stack; returns what Python would raise for one that has no inputs.
    private mutating func enter(_ node: Int) -> NodeError? {
        switch prompt.member(at: node)?.value["inputs"] {
        case nil: return NodeError("KeyError", "'inputs'")
        case .object(let inputs):
            stack.append(NodeValidation(node: node, nodeClass: nodes[node].nodeClass, inputs: inputs))
            nodes[node].isOnStack = true
            return nil
        case let other?:
            return NodeError("TypeError", "the inputs are no dictionary but '\(PythonText.typeName(other))'")
        }
    }

    /// One move of the node on top: to a linked node, or to its verdict.
    private mutating func step() {
        // Off the stack while it looks around, so that nothing is copied
        var top = stack.removeLast()
        do {
            let step = try top.advance { link throws(NodeError) in
                let node = try find(link)
                return (node, nodes[node].nodeClass)
            }
            switch step {
            case .visit(let source):
                stack.append(top)
                if let verdict = nodes[source].verdict {
                    if !verdict.isValid { stack[stack.count - 1].isValid = false }
                } else if nodes[source].isOnStack {
                    reportCycle(through: source)
                    stack[stack.count - 1].isValid = false
                } else if let error = enter(source) {
                    fail(source, error)
                }
            case .done:
                try top.runCustomValidation(id(top.node))
                conclude(top)
            }
        } catch {
            // Raised out of this node's check: the node that links to it reports it, or else the output
            leave(top)
            if stack.isEmpty {
                judge(top.node, [ValidationError.exceptionDuringValidation(error)])
            } else {
                fail(top.node, error)
            }
        }
    }

    /// The node has looked at everything.
    private mutating func conclude(_ top: NodeValidation) {
        leave(top)
        // A cycle through the node may have judged it already
        let former = nodes[top.node].verdict
        let errors = (former?.errors ?? []) + top.errors
        let isValid = top.isValid && errors.isEmpty && former?.isValid ?? true
        nodes[top.node].verdict = Verdict(isValid: isValid, errors: errors)
        if former == nil { judged.append(top.node) }
        if !isValid, let parent = stack.indices.last { stack[parent].isValid = false }
    }

    /// Converted literals go back into the prompt.
    private mutating func leave(_ top: NodeValidation) {
        nodes[top.node].isOnStack = false
        guard top.isConverted, var object = prompt.member(at: top.node)?.value.object else { return }
        object["inputs"] = .object(top.inputs)
        prompt.set(.object(object), at: top.node)
    }

    private mutating func judge(_ node: Int, _ errors: [JSON]) {
        if nodes[node].verdict == nil { judged.append(node) }
        nodes[node].verdict = Verdict(isValid: false, errors: errors)
    }

    /// The check of a node that the top of the stack links to raised an exception.
    private mutating func fail(_ node: Int, _ error: NodeError) {
        guard let top = stack.indices.last, let input = stack[top].waiting else { return }
        stack[top].isValid = false
        let link = stack[top].inputs[input.name] ?? .null
        judge(node, [ValidationError.exceptionDuringInnerValidation(input, input.name, link: link, error)])
    }

    private mutating func reportCycle(through node: Int) {
        guard let start = stack.firstIndex(where: { $0.node == node }) else { return }
        let path = stack[start...]
        // The path is written once for each node of it, so long ones are cut
        let shown = path.prefix(100).map { "\(id($0.node)) (\($0.nodeClass.name))" }
        let cut = path.count > 100 ? ["... (\(path.count) nodes)"] : []
        let text = (shown + cut + shown.prefix(1)).joined(separator: " -> ")
        let ids = path.prefix(100).map { JSON.string(id($0.node)) }
        for member in path {
            judge(member.node, [ValidationError.dependencyCycle(id(member.node), nodes: ids, path: text)])
        }
    }

    /// The node that a link's first part names, with the errors that Python's dict would raise.
    private func find(_ link: JSON) throws(NodeError) -> Int {
        switch link {
        case .array, .object: throw NodeError("TypeError", "unhashable type: '\(PythonText.typeName(link))'")
        default: break
        }
        guard let place = link.string.flatMap({ prompt.place(of: $0) }) else {
            throw NodeError("KeyError", PythonText.repr(link))
        }
        return place
    }

    // MARK: - The report

    /// {node: {"errors", "dependent_outputs", "class_type"}} of the nodes that have errors of their own.
    private mutating func errorsByNode(_ outputs: [Int]) -> JSONObject {
        var dependents: [Int: [JSON]] = [:]
        for output in outputs {
            var seen: Set<Int> = [output]
            var open = [output]
            while let node = open.popLast(), dependentsBudget > 0 {
                dependentsBudget -= 1
                guard let verdict = nodes[node].verdict, !verdict.isValid else { continue }
                if !verdict.errors.isEmpty { dependents[node, default: []].append(.string(id(output))) }
                for (_, value) in prompt.member(at: node)?.value["inputs"]?.object ?? [:] {
                    guard let source = value.array?.first?.string.flatMap({ prompt.place(of: $0) }),
                        seen.insert(source).inserted
                    else { continue }
                    open.append(source)
                }
            }
        }
        var result: JSONObject = [:]
        for node in judged {
            guard let verdict = nodes[node].verdict, !verdict.isValid, !verdict.errors.isEmpty else { continue }
            result[id(node)] = [
                "errors": .array(verdict.errors), "dependent_outputs": .array(dependents[node] ?? []),
                "class_type": .string(nodes[node].nodeClass.name),
            ]
        }
        return result
    }
}
