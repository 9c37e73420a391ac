internal import Formats
internal import System
internal import Tensors

/// What a run has done so far, and tells of it: its events, and what becomes the prompt's outcome.
final class RunRecord {
    let sink: EventSink
    let progress: ProgressLog
    private let promptID: String
    private let graph: PromptGraph
    private let observer: (any RunObserver)?
    let messages: RunMessages
    /// The nodes that ran to their end; those that did twice, since nothing is cached, are in it once.
    private var executed: OrderedDictionary<Void> = [:]
    private var outputs: JSONObject = [:]
    private var meta: JSONObject = [:]
    private var images: OrderedDictionary<[PixelImage]> = [:]

    init(_ request: PromptRequest, _ graph: PromptGraph, _ environment: RunEnvironment) {
        sink = EventSink(clientID: request.clientID, onEvent: environment.onEvent)
        messages = RunMessages(promptID: request.promptID, sink)
        progress = ProgressLog(promptID: request.promptID)
        promptID = request.promptID
        self.graph = graph
        observer = environment.observer
    }

    /// The run's end.
    func succeed() -> PromptOutcome.Status {
        messages.closeWarnings()
        announce("execution_success")
        return .success
    }

    func outcome(_ status: PromptOutcome.Status) -> PromptOutcome {
        PromptOutcome(status, outputs: outputs, meta: meta, messages: messages.all)
    }

    /// Sends one of the events that the history keeps, and gives its data with the time.
    @discardableResult
    func announce(_ name: String, _ data: JSONObject = [:]) -> JSONObject {
        messages.announce(name, data)
    }

    // MARK: - Nodes

    func begins(_ node: GraphNode) {
        observer?.nodeBegins(observed(node))
        sink.send { [WorkflowEvent(progress.start(node, in: graph), clientID: sink.clientID)] }
    }

    func executes(_ node: GraphNode) {
        sink.send(
            "executing",
            ["node": .string(node.id), "display_node": .string(node.displayID), "prompt_id": .string(promptID)])
    }

    func waits(_ node: GraphNode) { observer?.nodeWaits(observed(node)) }

    /// A blocker with a message says it once, and goes on without.
    func pass(_ blocker: ExecutionBlocker, at node: GraphNode) -> ExecutionBlocker {
        guard let message = blocker.message else { return blocker }
        let ending = PromptEnding(
            promptID: promptID, node: (node.id, node.className), executed: executed.keys,
            PromptEnding.Failure(
                "ExecutionBlocked", "Execution Blocked: \(message)", currentInputs: [], currentOutputs: []))
        sink.send(ending.name, ending.data)
        return ExecutionBlocker(message: nil)
    }

    /// What a node shows.
    func shows(_ node: GraphNode, _ ui: JSONObject, _ pixels: [PixelImage]) {
        keep(node, ui, pixels)
        sendExecuted(node, ui)
    }

    /// Announces what the cache has of a node. Nothing runs, nothing is saved again.
    func replays(_ node: GraphNode, _ entry: CacheEntry) {
        if let ui = entry.ui { keep(node, ui, entry.images) }
        repeatWarnings(node, entry)
        sendExecuted(node, entry.ui)
        sendFinished(node)
    }

    /// What the cache keeps of a node with these values.
    func entry(_ node: GraphNode, _ values: [[Value]]) -> CacheEntry {
        CacheEntry(
            outputs: values, ui: outputs[node.id]?.object, images: images[node.id] ?? [],
            warnings: messages.warnings { isWithin($0, node) })
    }

    /// What a node that the cache has was warned of when it ran: it holds for this prompt too.
    func repeatWarnings(_ node: GraphNode, _ entry: CacheEntry) {
        for message in entry.warnings { warn(message, at: node) }
    }

    /// What is told of a node while it runs, from any thread.
    func warn(_ message: String, at node: GraphNode) {
        let user = graph[node.realID] ?? node
        messages.warn(message, node: node.index, id: user.id, className: user.className)
    }

    /// Whether the node of that index is a node or belongs to its expansion.
    private func isWithin(_ index: Int, _ node: GraphNode) -> Bool {
        var next: Int? = index
        while let current = next {
            if current == node.index { return true }
            next = graph.nodes[current].parent
        }
        return false
    }

    func finishes(_ node: GraphNode) {
        sendFinished(node)
        executed[node.id] = ()
        observer?.nodeEnds(observed(node), nil)
    }

    func breaksOff(_ node: GraphNode, _ error: NodeError) { observer?.nodeEnds(observed(node), error) }

    /// The run's end at a node; without a failure it was cancelled.
    func end(_ node: GraphNode, _ failure: PromptEnding.Failure? = nil) -> PromptOutcome.Status {
        let ending = PromptEnding(
            promptID: promptID, node: (node.realID, (graph[node.realID] ?? node).className), executed: executed.keys,
            failure)
        messages.closeWarnings()
        return ending.status(announce(ending.name, ending.data))
    }

    private func keep(_ node: GraphNode, _ ui: JSONObject, _ pixels: [PixelImage]) {
        outputs[node.id] = .object(ui)
        images[node.id] = pixels
        meta[node.id] = [
            "node_id": .string(node.id), "display_node": .string(node.displayID),
            "parent_node": parentID(node).map { .string($0) } ?? .null, "real_node_id": .string(node.realID),
        ]
    }

    private func sendExecuted(_ node: GraphNode, _ ui: JSONObject?) {
        let data: JSON = [
            "node": .string(node.id), "display_node": .string(node.displayID),
            "output": ui.map { .object($0) } ?? .null, "prompt_id": .string(promptID),
        ]
        var event = WorkflowEvent("executed", data, clientID: sink.clientID)
        event.outputImages = images[node.id] ?? []
        sink.send { [event] }
    }

    private func sendFinished(_ node: GraphNode) {
        sink.send { [WorkflowEvent(progress.finish(node, in: graph), clientID: sink.clientID)] }
    }

    private func observed(_ node: GraphNode) -> ObservedNode {
        ObservedNode(id: node.id, className: node.className, parentID: parentID(node))
    }

    private func parentID(_ node: GraphNode) -> String? { node.parent.map { graph.nodes[$0].id } }
}
