package import Formats
package import System
internal import Tensors

/// A prompt as it stands while it runs: the user's nodes and those that expansions added. Nodes with a DYNPROMPT input
/// get it.
package final class DynamicPrompt: EngineObject {
    /// The user's prompt, as it goes into images.
    package var original: JSONObject { state.withLock { $0.original } }

    /// A node that an expansion added.
    package struct Ephemeral: Sendable {
        package var node: Subgraph.Node
        package var parent: String
        package var display: String
        package var real: String

        package init(node: Subgraph.Node, parent: String, display: String, real: String) {
            self.node = node
            self.parent = parent
            self.display = display
            self.real = real
        }
    }
    private struct State {
        var original: JSONObject
        var ephemeral: OrderedDictionary<Ephemeral> = [:]
    }
    private let state: Lock<State>

    package init(_ original: JSONObject, ephemeral: OrderedDictionary<Ephemeral> = [:]) {
        state = Lock(State(original: original, ephemeral: ephemeral))
    }

    /// The nodes that expansions added, in that order.
    package var ephemeral: OrderedDictionary<Ephemeral> { state.withLock { $0.ephemeral } }

    /// All nodes, those of expansions last.
    package var ids: [String] { state.withLock { $0.original.keys + $0.ephemeral.keys } }

    /// A node of either kind.
    package func node(_ id: String) -> Subgraph.Node? {
        let (ephemeral, original) = state.withLock { ($0.ephemeral[id]?.node, $0.original[id]) }
        if let ephemeral { return ephemeral }
        guard let original, let classType = original["class_type"]?.string else { return nil }
        var node = Subgraph.Node(classType)
        for (name, value) in original["inputs"]?.object ?? [:] { node.inputs[name] = Value(value) }
        return node
    }

    /// The node whose expansion made this one.
    package func parentNodeID(_ id: String) -> String? { state.withLock { $0.ephemeral[id]?.parent } }
    /// The node that a user sees in this one's place.
    package func displayNodeID(_ id: String) -> String { state.withLock { $0.ephemeral[id]?.display ?? id } }
    /// The user's node that this one stems from.
    package func realNodeID(_ id: String) -> String { state.withLock { $0.ephemeral[id]?.real ?? id } }

    func add(_ node: Subgraph.Node, id: String, parent: String) {
        state.withLock { state in
            let shown = node.displayNodeID ?? parent
            state.ephemeral[id] = Ephemeral(
                node: node, parent: parent, display: state.ephemeral[shown]?.display ?? shown,
                real: state.ephemeral[parent]?.real ?? parent)
        }
    }

    /// Notes a node's fingerprint where ComfyUI does, in the prompt itself; returns the one that is there already, if so.
    func noteFingerprint(_ fingerprint: JSON, of id: String) -> JSON {
        state.withLock { state in
            guard var node = state.original[id]?.object else { return fingerprint }
            if let given = node["is_changed"] { return given }
            node["is_changed"] = fingerprint
            state.original[id] = .object(node)
            return fingerprint
        }
    }
}
