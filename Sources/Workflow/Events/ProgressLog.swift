internal import Formats
internal import System
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
        /// The state that somebody read last: its number, and its member of "nodes". Written once for all events in
        /// which the node stays as it is.
        fileprivate var written = (number: 0, text: JSONWriter())
        /// What stands behind each of its states.
        fileprivate var tail: [UInt8] = []
    }
    private struct Contents {
        var nodes: [Node] = []
        var indices: [ExactString: Int] = [:]
        /// Which node each number is of, the first one's at 0.
        var changed: [Int] = []
    }

    private let contents = Lock(Contents())
    /// The prompt's id as JSON.
    private let promptID: [UInt8]

    package init(promptID: String) {
        var writer = JSONWriter()
        writer.write(quoting: promptID)
        self.promptID = writer.output
    }

    /// Notes a change that the log of another process has noted, and gives the event that tells of it.
    package func note(_ change: ProgressChange, clientID: String?) -> WorkflowEvent {
        let snapshot = contents.withLock { contents in
            let index =
                contents.indices[ExactString(change.nodeID)]
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
            guard let index = contents.indices[ExactString(id)] else { return nil }
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
            if let index = contents.indices[ExactString(node.id)] {
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
        contents.indices[ExactString(node.id)] = contents.nodes.count
        contents.nodes.append(node)
        return contents.nodes.count - 1
    }

    private func append(
        _ contents: inout Contents, _ index: Int, _ state: (value: JSON, max: JSON, phase: ProgressChange.Phase)
    ) -> ProgressSnapshot {
        contents.changed.append(index)
        let number = contents.changed.count
        contents.nodes[index].states.append(
            State(number: number, value: state.value, max: state.max, phase: state.phase))
        return ProgressSnapshot(log: self, number: number)
    }

    /// What the entry of that number changed.
    fileprivate func change(at number: Int) -> ProgressChange? {
        contents.withLock { contents in
            let node = contents.nodes[contents.changed[number - 1]]
            return node.state(at: number).map { state in
                ProgressChange(
                    nodeID: node.id, displayNodeID: node.displayID, parentNodeID: node.parentID,
                    realNodeID: node.realID, value: state.value, max: state.max, phase: state.phase)
            }
        }
    }

    /// The data of the event that was sent when the log had `number` entries: {"prompt_id", "nodes": {id: {"value",
    /// "max", "state", ...}}}. Written with the lock held: a copy of the nodes outside would have the next change copy
    /// them all.
    fileprivate func write(at number: Int, to writer: inout JSONWriter) {
        writer.write(raw: "{\"prompt_id\":")
        writer.write(raw: promptID)
        writer.write(raw: ",\"nodes\":{")
        contents.withLock { contents in
            for index in contents.nodes.indices {
                // Nodes stand in the order of their first state
                guard let state = contents.nodes[index].state(at: number) else { break }
                if index > 0 { writer.write(raw: ",") }
                contents.nodes[index].write(state, promptID: promptID)
                writer.write(raw: contents.nodes[index].written.text)
            }
        }
        writer.write(raw: "}}")
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

    /// Has `written` hold that state.
    fileprivate mutating func write(_ state: ProgressLog.State, promptID: [UInt8]) {
        guard written.number != state.number else { return }
        if tail.isEmpty { writeTail(promptID) }
        written.number = state.number
        written.text.clear()
        written.text.write(quoting: id)
        written.text.write(raw: ":{\"value\":")
        written.text.write(state.value)
        written.text.write(raw: ",\"max\":")
        written.text.write(state.max)
        written.text.write(raw: ",\"state\":")
        written.text.write(quoting: state.phase.rawValue)
        written.text.write(raw: tail)
    }

    private mutating func writeTail(_ promptID: [UInt8]) {
        var writer = JSONWriter()
        writer.write(raw: ",\"node_id\":")
        writer.write(quoting: id)
        writer.write(raw: ",\"prompt_id\":")
        writer.write(raw: promptID)
        writer.write(raw: ",\"display_node_id\":")
        writer.write(quoting: displayID)
        writer.write(raw: ",\"parent_node_id\":")
        writer.write(parentID.map { .string($0) } ?? .null)
        writer.write(raw: ",\"real_node_id\":")
        writer.write(quoting: realID)
        writer.write(raw: "}")
        tail = writer.output
    }
}

/// A place in a prompt's progress.
package struct ProgressSnapshot: Sendable {
    fileprivate let log: ProgressLog
    fileprivate let number: Int

    /// What is new in it.
    var change: ProgressChange? { log.change(at: number) }

    /// Writes {"prompt_id", "nodes": {id: {"value", "max", "state", ...}}}.
    func write(to writer: inout JSONWriter) { log.write(at: number, to: &writer) }
}
