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
        /// What is written before and behind each of its states, once somebody has read one.
        var frame: Frame?
    }
    struct Frame: Sendable {
        let head: [UInt8]
        let tail: [UInt8]

        init(_ node: Node, promptID: String) {
            var writer = JSONWriter()
            writer.write(quoting: node.id)
            writer.write(raw: ":{\"value\":")
            head = writer.output
            writer = JSONWriter()
            let members: JSONObject = [
                "node_id": .string(node.id), "prompt_id": .string(promptID),
                "display_node_id": .string(node.displayID),
                "parent_node_id": node.parentID.map { .string($0) } ?? .null, "real_node_id": .string(node.realID),
            ]
            writer.write(.object(members))
            tail = Array(writer.output.dropFirst())
        }
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

    /// The data of the event that was sent when the log had `number` entries: {"prompt_id", "nodes": {id: {"value",
    /// "max", "state", ...}}}. Written with the lock held: a copy of the nodes outside would have the next change copy
    /// them all.
    fileprivate func text(at number: Int) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(raw: "{\"prompt_id\":")
        writer.write(quoting: promptID)
        writer.write(raw: ",\"nodes\":{")
        contents.withLock { contents in
            for index in contents.nodes.indices {
                // Nodes stand in the order of their first state
                guard let state = contents.nodes[index].state(at: number) else { break }
                let frame = contents.nodes[index].frame ?? Frame(contents.nodes[index], promptID: promptID)
                contents.nodes[index].frame = frame
                if index > 0 { writer.write(raw: ",") }
                writer.write(raw: frame.head)
                writer.write(state.value)
                writer.write(raw: ",\"max\":")
                writer.write(state.max)
                writer.write(raw: ",\"state\":")
                writer.write(quoting: state.phase.rawValue)
                writer.write(raw: ",")
                writer.write(raw: frame.tail)
            }
        }
        writer.write(raw: "}}")
        return writer.output
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

    /// {"prompt_id", "nodes": {id: {"value", "max", "state", ...}}} as UTF-8
    package var text: [UInt8] { log.text(at: number) }
    /// The same to look into.
    package var data: JSON {
        // what the writer wrote is JSON
        try! JSON(parsing: text)
    }
}
