internal import Formats
internal import System

/// Works out the signatures of a graph's nodes, each once and without recursion.
struct SignatureMaker {
    private let graph: PromptGraph
    private enum State { case unknown, open, known }
    private var states: [State] = []

    init(_ graph: PromptGraph) { self.graph = graph }

    /// Signs the nodes, which are new, and their ancestors.
    mutating func sign(_ nodes: some Sequence<GraphNode>) {
        states += Array(repeating: .unknown, count: graph.nodes.count - states.count)
        for node in nodes { states[node.index] = .unknown }
        var stack: [GraphNode] = []
        for node in nodes where states[node.index] == .unknown {
            stack.append(node)
            while let top = stack.last {
                if states[top.index] == .known {
                    stack.removeLast()
                } else if states[top.index] == .unknown {
                    states[top.index] = .open
                    for input in top.inputs {
                        guard let link = input.link, let source = graph[link.source] else { continue }
                        if states[source.index] == .unknown { stack.append(source) }
                    }
                } else {
                    stack.removeLast()
                    top.signature = signature(of: top)
                    states[top.index] = .known
                }
            }
        }
    }

    private func signature(of node: GraphNode) -> Signature {
        guard let nodeClass = node.nodeClass else { return .unique() }
        let fingerprint = fingerprint(of: node, nodeClass)
        if let fingerprint, !Value(fingerprint).isComparable { return .unique() }
        var inputs: [(input: GraphNode.Input, source: Signature?)] = []
        inputs.reserveCapacity(node.inputs.count)
        for input in node.inputs {
            if let link = input.link {
                // Nodes that are missing, or on a cycle with this one, cannot be compared
                guard let source = graph[link.source], states[source.index] == .known else { return .unique() }
                inputs.append((input, source.signature))
            } else {
                guard input.value.isComparable else { return .unique() }
                inputs.append((input, nil))
            }
        }
        if inputs.count > 1 { inputs.sort { $0.input.name < $1.input.name } }
        return Signature.combining { hasher in
            hasher.combine(ExactString(node.className))
            hasher.combine(nodeClass.registration)
            hasher.combine(nodeClass.isIdentified ? ExactString(node.id) : nil)
            hasher.combine(fingerprint != nil)
            if let fingerprint { Value(fingerprint).feed(&hasher) }
            for (input, source) in inputs {
                hasher.combine(ExactString(input.name))
                hasher.combine(source == nil)
                if let source {
                    source.feed(&hasher)
                    hasher.combine(input.link?.slot)
                } else {
                    input.value.feed(&hasher)
                }
            }
        }
    }

    /// What the class says of its literal inputs, in a list; NaN if it fails. ComfyUI notes it in the prompt, which goes
    /// into images, and believes the note in a prompt that comes from there.
    private func fingerprint(of node: GraphNode, _ nodeClass: NodeClass) -> JSON? {
        let inputs = nodeClass.inputsBeforeRun(of: node.id, node.inputs.lazy.map { ($0.name, $0.value, $0.schema) })
        let fingerprint: JSON
        do {
            guard let answer = try nodeClass.node.fingerprint(inputs) else { return nil }
            fingerprint = [answer]
        } catch {
            fingerprint = .double(.nan)
        }
        return node.parent == nil ? graph.prompt.noteFingerprint(fingerprint, of: node.id) : fingerprint
    }
}
