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
    let sink: EventSink
    let log: ProgressLog

    private var signatures: SignatureMaker
    var messages: [JSON] = []
    /// The nodes that ran to their end; those that did twice, since nothing is cached, are in it once.
    var executed: OrderedDictionary<Void> = [:]
    private var outputs: JSONObject = [:]
    private var meta: JSONObject = [:]
    private var images: OrderedDictionary<[PixelImage]> = [:]
    /// The nodes of earlier prompts' expansions that the cache still has at the beginning.
    var formerlyExpanded: [String] = []
    /// Nodes that wait for their expansions.
    private var expanded: [Int: [CallResults.Call]] = [:]
    private var working = WorkingNodes()
    /// What the node at hand was given, for its error.
    var currentInputs: CallInputs?

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
        sink = EventSink(clientID: request.clientID, onEvent: environment.onEvent)
        log = ProgressLog(promptID: request.promptID)
        signatures = SignatureMaker(graph)
    }

    func run() -> PromptOutcome {
        defer {
            sink.close()
            working.abandon()
        }
        announce("execution_start", ["prompt_id": .string(request.promptID)])
        if cache.usesSignatures { signatures.sign(graph.nodes) }
        let original = graph.nodes
        cache.begin(original)
        formerlyExpanded = cache.expandedIDs
        let cached = original.filter { cache.get($0, in: graph) != nil }.map { JSON.string($0.id) }
        announce("execution_cached", ["nodes": .array(cached), "prompt_id": .string(request.promptID)])
        let status = runNodes(original)
        return PromptOutcome(status, outputs: outputs, meta: meta, messages: messages)
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
                    unblock(working.completions.take(waiting: 20))
                    if environment.cancellation.isCancelled, let first = working.first {
                        return interrupt(graph.nodes[first])
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
                case .pending: environment.observer?.nodeWaits(observed(node))
                }
            } catch {
                let isInterruption = error is CancellationError || environment.cancellation.isCancelled
                let error = isInterruption ? NodeError.interruption : NodeError(catching: error)
                environment.observer?.nodeEnds(observed(node), error)
                return isInterruption ? interrupt(node) : fail(node, error, original)
            }
            cache.poll()
        }
        announce("execution_success", ["prompt_id": .string(request.promptID)])
        return .success
    }

    // MARK: - One node

    private func attempt(_ node: GraphNode) throws -> Attempt {
        if let entry = cache.get(node, in: graph) {
            replay(node, entry)
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
        show(node, results)
        if !results.expansions.isEmpty {
            try expand(node, results)
            return .pending
        }
        finish(node, try CallResults.merge(results.calls.map(\.values), nodeClass.schema))
        return .done
    }

    /// Announces what the cache has of a node. Nothing runs, nothing is saved again.
    private func replay(_ node: GraphNode, _ entry: CacheEntry) {
        if let ui = entry.ui { keep(node, ui, entry.images) }
        sendExecuted(node, entry.ui)
        sink.send { [WorkflowEvent(log.finish(node, in: graph), clientID: sink.clientID)] }
        list.update(node, entry)
    }

    private func observed(_ node: GraphNode) -> ObservedNode {
        ObservedNode(id: node.id, className: node.className, parentID: node.parent.map { graph.nodes[$0].id })
    }

    /// Calls the node's code; nil if it needs lazy inputs first.
    private func start(_ node: GraphNode, _ nodeClass: NodeClass) throws -> [NodeResult]? {
        environment.observer?.nodeBegins(observed(node))
        sink.send { [WorkflowEvent(log.start(node, in: graph), clientID: sink.clientID)] }
        let inputs = try CallInputs(of: node, nodeClass, in: graph, list: list, request: request)
        currentInputs = inputs
        sink.send(
            "executing",
            ["node": .string(node.id), "display_node": .string(node.displayID), "prompt_id": .string(request.promptID)])
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
                    calls.append(.finished(NodeOutput(blocker: pass(blocker, at: node))))
                    continue
                }
                calls.append(try nodeClass.node.execute(inputs.call(index, asLists: asLists), context(node, index)))
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
            let names = try nodeClass.node.neededLazyInputs(
                inputs.call(index, asLists: asLists), context(node, index))
            for name in names where !inputs.isSatisfied(name) && !needed.contains(name) { needed.append(name) }
        }
        return needed
    }

    /// A blocker with a message says it once, and goes on without.
    private func pass(_ blocker: ExecutionBlocker, at node: GraphNode) -> ExecutionBlocker {
        guard let message = blocker.message else { return blocker }
        let ending = PromptEnding(
            promptID: request.promptID, node: (node.id, node.className), executed: executed.keys,
            PromptEnding.Failure(
                "ExecutionBlocked", "Execution Blocked: \(message)", currentInputs: [], currentOutputs: []))
        sink.send(ending.name, ending.data)
        return ExecutionBlocker(message: nil)
    }

    private func context(_ node: GraphNode, _ index: Int) -> RunContext {
        RunContext(
            node, parentNodeID: node.parent.map { graph.nodes[$0].id }, request: request,
            cancellation: environment.cancellation, listIndex: index, sink: sink, log: log)
    }

    /// Nodes whose calls have all come back go on.
    private func unblock(_ nodes: [Int]) {
        guard !nodes.isEmpty else { return }
        environment.closing.note(sign: Clock.monotonic())
        for node in nodes { list.unblock(node) }
    }

    // MARK: - Results

    private func show(_ node: GraphNode, _ results: CallResults) {
        guard let ui = results.ui else { return }
        keep(node, ui, results.images)
        sendExecuted(node, ui)
    }

    private func keep(_ node: GraphNode, _ ui: JSONObject, _ pixels: [PixelImage]) {
        outputs[node.id] = .object(ui)
        images[node.id] = pixels
        meta[node.id] = [
            "node_id": .string(node.id), "display_node": .string(node.displayID),
            "parent_node": node.parent.map { .string(graph.nodes[$0].id) } ?? .null,
            "real_node_id": .string(node.realID),
        ]
    }

    private func sendExecuted(_ node: GraphNode, _ ui: JSONObject?) {
        let data: JSON = [
            "node": .string(node.id), "display_node": .string(node.displayID),
            "output": ui.map { .object($0) } ?? .null, "prompt_id": .string(request.promptID),
        ]
        var event = WorkflowEvent("executed", data, clientID: sink.clientID)
        event.outputImages = images[node.id] ?? []
        sink.send { [event] }
    }

    private func finish(_ node: GraphNode, _ values: [[Value]]) {
        let entry = CacheEntry(outputs: values, ui: outputs[node.id]?.object, images: images[node.id] ?? [])
        list.update(node, entry)
        cache.set(node, in: graph, entry)
        sink.send { [WorkflowEvent(log.finish(node, in: graph), clientID: sink.clientID)] }
        executed[node.id] = ()
        environment.observer?.nodeEnds(observed(node), nil)
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
}
