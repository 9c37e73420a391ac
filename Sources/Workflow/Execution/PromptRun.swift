internal import Formats
internal import System
internal import Tensors

/// One prompt's run, from `execution_start` to its end.
final class PromptRun {
    /// How one attempt at a node ended.
    enum Attempt {
        case done
        /// It waits for more: lazy inputs, an expansion, asynchronous work.
        case pending
    }

    let request: PromptRequest
    private let wanted: [String]
    private let environment: RunEnvironment
    let graph: PromptGraph
    let cache: any NodeCache
    let list: ExecutionList
    private let record: RunRecord

    private var signatures: SignatureMaker
    /// The nodes of earlier prompts' expansions that the cache still has at the beginning.
    private var formerlyExpanded: [String] = []
    /// Nodes that wait for their expansions.
    private var expanded: [Int: [CallResults.Call]] = [:]
    private var working = WorkingNodes()
    /// What the node at hand was given, for its error.
    private var currentInputs: CallInputs?

    init(
        _ request: PromptRequest, outputs: [String], _ environment: RunEnvironment, _ registry: NodeRegistry,
        _ cache: any NodeCache
    ) {
        self.request = request
        wanted = outputs
        self.environment = environment
        self.cache = cache
        graph = PromptGraph(request.prompt, registry)
        list = ExecutionList(graph, cache)
        record = RunRecord(request, graph, environment)
        signatures = SignatureMaker(graph)
    }

    func run() -> PromptOutcome {
        defer {
            record.sink.close()
            working.abandon()
        }
        record.announce("execution_start")
        if cache.usesSignatures { environment.cancellation.whileCurrent { signatures.sign(graph.nodes) } }
        let original = graph.nodes
        cache.begin(original)
        formerlyExpanded = cache.expandedIDs
        let cached = original.compactMap { node in cache.get(node, in: graph).map { (node, $0) } }
        record.announce("execution_cached", ["nodes": .array(cached.map { .string($0.0.id) })])
        for (node, entry) in cached { record.repeatWarnings(node, entry) }
        return record.outcome(runNodes(original))
    }

    private func runNodes(_ original: [GraphNode]) -> PromptOutcome.Status {
        for id in wanted {
            guard let node = graph[id] else { continue }
            do { try list.add(node) } catch { return fail(node, error, original) }
        }
        while list.pendingCount > 0 {
            unblock(working.completions.take())
            guard let node = list.next() else {
                if list.externalBlocks > 0 {
                    let done = WorkingNodes.wait(
                        for: working.completions, environment.cancellation, environment.closing)
                    unblock(done)
                    if environment.cancellation.isCancelled, let first = working.first {
                        return record.end(graph.nodes[first])
                    }
                    if let silent = working.silent(environment.closing) {
                        return fail(
                            graph.nodes[silent],
                            NodeError("TimeoutError", "The node did not complete while the client was being destroyed"),
                            original)
                    }
                    continue
                }
                return failOnCycle(original)
            }
            currentInputs = nil
            do {
                try environment.cancellation.check()
                switch try attempt(node) {
                case .done: list.complete(node)
                case .pending: record.waits(node)
                }
            } catch {
                let isInterruption = error is CancellationError || environment.cancellation.isCancelled
                let error = isInterruption ? NodeError.interruption : NodeError(catching: error)
                record.breaksOff(node, error)
                return isInterruption ? record.end(node) : fail(node, error, original)
            }
            cache.poll()
        }
        return record.succeed()
    }

    // MARK: - One node

    private func attempt(_ node: GraphNode) throws -> Attempt {
        if let entry = cache.get(node, in: graph) {
            record.replays(node, entry)
            list.update(node, entry)
            return .done
        }
        guard let nodeClass = node.nodeClass else { throw NodeError("KeyError", PythonText.repr(node.className)) }
        let results: CallResults
        if let calls = working.remove(node.index) {
            results = try CallResults(calls.map { try $0.output() }, nodeClass.schema)
        } else if let calls = expanded.removeValue(forKey: node.index) {
            finish(node, try CallResults.merge(calls.map { try resolve($0, for: node) }, nodeClass.schema))
            return .done
        } else {
            guard let calls = try start(node, nodeClass) else { return .pending }
            if calls.contains(where: \.isUnsettled) {
                working.add(node.index, calls)
                list.blockExternally(node)
                return .pending
            }
            results = try CallResults(calls.map { try $0.output() }, nodeClass.schema)
        }
        if let ui = results.ui { record.shows(node, ui, results.images) }
        if !results.expansions.isEmpty {
            try expand(node, results)
            return .pending
        }
        finish(node, try CallResults.merge(results.calls.map(\.values), nodeClass.schema))
        return .done
    }

    /// Calls the node's code; nil if it needs lazy inputs first.
    private func start(_ node: GraphNode, _ nodeClass: NodeClass) throws -> [NodeResult]? {
        record.begins(node)
        let inputs = try CallInputs(of: node, nodeClass, in: graph, list: list, request: request)
        currentInputs = inputs
        record.executes(node)
        if node.parent == nil {
            for name in inputs.ignored { record.warn("there is no input '\(name)'; it is ignored", at: node) }
        }
        if nodeClass.hasLazyInputs {
            let needed = try neededInputs(node, nodeClass, inputs)
            if !needed.isEmpty {
                for name in needed { try list.require(name, of: node) }
                return nil
            }
        }
        let asLists = nodeClass.schema.inputIsList
        var calls: [NodeResult] = []
        do {
            for index in 0..<inputs.callCount(asLists: asLists) {
                try environment.cancellation.check()
                if let blocker = inputs.blocker(index, asLists: asLists) {
                    calls.append(.finished(NodeOutput(blocker: record.pass(blocker, at: node))))
                    continue
                }
                let context = context(node, index)
                calls.append(
                    try Warnings.heard(by: context.warn) {
                        try environment.cancellation.whileCurrent {
                            try Refusal.noticing {
                                try nodeClass.node.execute(inputs.call(index, asLists: asLists), context)
                            }
                        }
                    })
            }
        } catch {
            calls.abandon()
            throw error
        }
        return calls
    }

    private func neededInputs(_ node: GraphNode, _ nodeClass: NodeClass, _ inputs: CallInputs) throws -> [String] {
        let asLists = nodeClass.schema.inputIsList
        var needed: [String] = []
        for index in 0..<inputs.callCount(asLists: asLists) where inputs.blocker(index, asLists: asLists) == nil {
            try environment.cancellation.check()
            let context = context(node, index)
            let names = try Warnings.heard(by: context.warn) {
                try nodeClass.node.neededLazyInputs(inputs.call(index, asLists: asLists), context)
            }
            for name in names where !inputs.isSatisfied(name) && !needed.contains(name) { needed.append(name) }
        }
        return needed
    }

    private func context(_ node: GraphNode, _ index: Int) -> RunContext {
        RunContext(
            node, parentNodeID: node.parent.map { graph.nodes[$0].id },
            realClassName: (graph[node.realID] ?? node).className, request: request,
            cancellation: environment.cancellation, listIndex: index, messages: record.messages, log: record.progress)
    }

    /// Nodes whose calls have all come back go on.
    private func unblock(_ nodes: [Int]) {
        guard !nodes.isEmpty else { return }
        environment.closing.note(sign: Clock.monotonic())
        for node in nodes { list.unblock(node) }
    }

    private func finish(_ node: GraphNode, _ values: [[Value]]) {
        let entry = record.entry(node, values)
        list.update(node, entry)
        cache.set(node, in: graph, entry)
        record.finishes(node)
    }

    // MARK: - Expansion

    private func expand(_ node: GraphNode, _ results: CallResults) throws(NodeError) {
        var made: [Int] = []
        for expansion in results.expansions { made += try graph.add(expansion, parent: node) }
        // Of what several calls make under one id, the last stands
        var seen: Set<Int> = []
        let children = made.filter { seen.insert($0).inserted }.map { graph.nodes[$0] }
        if cache.usesSignatures { signatures.sign(children) }
        cache.expand(node, in: graph, into: children)
        for child in children where child.isOutput {
            try list.add(child)
            list.connect(from: child, to: node, cache.get(child, in: graph))
        }
        for call in results.calls where call.isExpanded {
            for case let link? in call.values.map(Link.init) {
                try list.addStrongLink(from: list.find(link.source), to: node)
            }
        }
        expanded[node.index] = results.calls
    }

    /// A call's values with those of its expansion in the links' places.
    private func resolve(_ call: CallResults.Call, for node: GraphNode) throws(NodeError) -> [Value] {
        guard call.isExpanded else { return call.values }
        var values: [Value] = []
        for value in call.values {
            guard let link = Link(value) else {
                values.append(value)
                continue
            }
            guard let entry = list.value(from: try list.find(link.source), to: node), let slot = link.slot,
                let index = Link.index(slot, count: entry.outputs.count)
            else { throw NodeError("IndexError", "list index out of range") }
            values += entry.outputs[index]
        }
        return values
    }

    // MARK: - The end

    private func fail(_ node: GraphNode, _ error: NodeError, _ original: [GraphNode]) -> PromptOutcome.Status {
        record.end(
            node,
            PromptEnding.Failure(
                error.type, "\(error.message)\n",
                traceback: error.traceback.isEmpty ? backtrace(of: node) : error.traceback,
                currentInputs: .object(currentInputs?.description ?? [:]), currentOutputs: currentOutputs(original)))
    }

    private func failOnCycle(_ original: [GraphNode]) -> PromptOutcome.Status {
        guard let node = list.blamedForCycle else { return .success }
        return record.end(
            node,
            PromptEnding.Failure(
                "graph.DependencyCycleError", "Dependency cycle detected", currentInputs: [],
                currentOutputs: currentOutputs(original)))
    }

    /// The user's node first, then the expansions down to the one that failed.
    private func backtrace(of node: GraphNode) -> [String] {
        var chain = [node]
        while let parent = chain.last?.parent { chain.append(graph.nodes[parent]) }
        return chain.reversed().map { PromptEnding.line($0.id, $0.className) }
    }

    /// All nodes that the cache knows of, run or not.
    private func currentOutputs(_ original: [GraphNode]) -> JSON {
        .array(cache.usesSignatures ? (original.map(\.id) + formerlyExpanded).map { .string($0) } : [])
    }
}
