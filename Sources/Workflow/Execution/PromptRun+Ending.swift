internal import Formats
internal import System

/// How a run ends.
extension PromptRun {
    /// Sends one of the events that the history keeps, and gives its data with the time.
    @discardableResult
    func announce(_ name: String, _ data: JSONObject) -> JSONObject {
        var data = data
        data["timestamp"] = .int(Int128(Clock.milliseconds()))
        messages.append([.string(name), .object(data)])
        sink.send(name, data)
        return data
    }

    private func end(_ node: GraphNode, _ failure: PromptEnding.Failure? = nil) -> PromptOutcome.Status {
        let ending = PromptEnding(
            promptID: request.promptID, node: (node.realID, (graph[node.realID] ?? node).className),
            executed: executed.keys, failure)
        return ending.status(announce(ending.name, ending.data))
    }

    func interrupt(_ node: GraphNode) -> PromptOutcome.Status { end(node) }

    func fail(_ node: GraphNode, _ error: NodeError, _ original: [GraphNode]) -> PromptOutcome.Status {
        end(
            node,
            PromptEnding.Failure(
                error.type, "\(error.message)\n",
                traceback: error.traceback.isEmpty ? backtrace(of: node) : error.traceback,
                currentInputs: .object(currentInputs?.description ?? [:]), currentOutputs: currentOutputs(original)))
    }

    func failOnCycle(_ original: [GraphNode]) -> PromptOutcome.Status {
        guard let node = list.blamedForCycle else { return .success }
        return end(
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
