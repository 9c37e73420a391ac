package import Formats
internal import Tensors

/// How far each node of a prompt is, with all that came before: `progress_state` tells of every node each time, so an
/// event holds a place in this log instead of a copy, and is written out only if someone reads it.
package final class ProgressLog: Sendable {
    struct State: Sendable {
        var number: Int
        var value: JSON
        var max: JSON
        var phase: ProgressChange.Phase
    }
    struct Node: Sendable {
        let id: String
        let displayID: String
        let parentID: String?
        let realID: String
        var states: [State] = []
    }
    private struct Contents {
        var nodes: [Node] = []
        var indices: [String: Int] = [:]
        var count = 0
    }

    let promptID: String
    private let contents = Lock(Contents())

    package init(promptID: String) { self.promptID = promptID }

    /// Notes a change that the log of another process has noted, and gives the event that tells of it.
    package func note(_ change: ProgressChange, clientID: String?) -> WorkflowEvent {
        let snapshot = contents.withLock { contents in
            let index =
                contents.indices[change.nodeID]
                ?? add(
                    &contents,
                    Node(
                        id: change.nodeID, displayID: change.displayNodeID, parentID: change.parentNodeID,
                        realID: change.realNodeID))
            return append(&contents, index, (change.value, change.max, change.phase))
        }
        return WorkflowEvent(snapshot, clientID: clientID)
    }

    func start(_ node: GraphNode, in graph: PromptGraph) -> ProgressSnapshot {
        enter(node, in: graph) { _ in (0.0, 1.0, .running) }
    }

    func update(_ id: String, value: JSON, max: JSON) -> ProgressSnapshot? {
        contents.withLock { contents in
            guard let index = contents.indices[id] else { return nil }
            return append(&contents, index, (value, max, .running))
        }
    }

    /// A node that never ran (it was cached) counts 1 of 1, as integers.
    func finish(_ node: GraphNode, in graph: PromptGraph) -> ProgressSnapshot {
        enter(node, in: graph) { last in
            let max = last?.max ?? 1
            return (max, max, .finished)
        }
    }

    private func enter(
        _ node: GraphNode, in graph: PromptGraph, _ state: (State?) -> (JSON, JSON, ProgressChange.Phase)
    ) -> ProgressSnapshot {
        contents.withLock { contents in
            if let index = contents.indices[node.id] {
                return append(&contents, index, state(contents.nodes[index].states.last))
            }
            let index = add(
                &contents,
                Node(
                    id: node.id, displayID: node.displayID, parentID: node.parent.map { graph.nodes[$0].id },
                    realID: node.realID))
            return append(&contents, index, state(nil))
        }
    }

    private func add(_ contents: inout Contents, _ node: Node) -> Int {
        contents.indices[node.id] = contents.nodes.count
        contents.nodes.append(node)
        return contents.nodes.count - 1
    }

    private func append(
        _ contents: inout Contents, _ index: Int, _ state: (value: JSON, max: JSON, phase: ProgressChange.Phase)
    ) -> ProgressSnapshot {
        contents.count += 1
        contents.nodes[index].states.append(
            State(number: contents.count, value: state.value, max: state.max, phase: state.phase))
        let node = contents.nodes[index]
        let change = ProgressChange(
            nodeID: node.id, displayNodeID: node.displayID, parentNodeID: node.parentID, realNodeID: node.realID,
            value: state.value, max: state.max, phase: state.phase)
        return ProgressSnapshot(log: self, number: contents.count, change: change)
    }

    /// The data of the event that was sent when the log had `number` entries. Written with the lock held: a copy of the
    /// nodes outside would have the next change copy them all.
    fileprivate func data(at number: Int) -> JSON {
        let members = contents.withLock { contents in
            var members: JSONObject = [:]
            for node in contents.nodes {
                // Nodes stand in the order of their first state
                guard let state = node.state(at: number) else { break }
                members[node.id] = [
                    "value": state.value, "max": state.max, "state": .string(state.phase.rawValue),
                    "node_id": .string(node.id), "prompt_id": .string(promptID),
                    "display_node_id": .string(node.displayID),
                    "parent_node_id": node.parentID.map { .string($0) } ?? .null, "real_node_id": .string(node.realID),
                ]
            }
            return members
        }
        return ["prompt_id": .string(promptID), "nodes": .object(members)]
    }
}

extension ProgressLog.Node {
    /// The latest state when the log had `number` entries; nil if it had none of this node.
    fileprivate func state(at number: Int) -> ProgressLog.State? {
        guard let first = states.first, first.number <= number else { return nil }
        var low = 0
        var high = states.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if states[middle].number <= number { low = middle } else { high = middle }
        }
        return states[low]
    }
}

/// A place in a prompt's progress.
package struct ProgressSnapshot: Sendable {
    fileprivate let log: ProgressLog
    fileprivate let number: Int
    /// What is new in it.
    let change: ProgressChange

    /// {"prompt_id", "nodes": {id: {"value", "max", "state", ...}}}
    package var data: JSON { log.data(at: number) }
}
