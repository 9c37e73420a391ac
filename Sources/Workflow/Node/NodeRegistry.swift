internal import Formats
internal import System
internal import Tensors

/// The node classes that a client knows, by name. Safe from any thread.
package final class NodeRegistry: Sendable {
    private struct State {
        var nodes: [ExactString: (node: any Node, registration: Int)] = [:]
        var registrations = 0
    }
    private let state: Lock<State>

    package init(_ nodes: [any Node] = []) {
        state = Lock(State())
        add(nodes)
    }

    /// The same; throws where memory is refused.
    package init(allocating nodes: [any Node]) throws {
        state = Lock(State(nodes: try Dictionary(allocatingRoomFor: nodes.count)))
        add(nodes)
    }

    private func add(_ nodes: [any Node]) {
        for node in nodes {
            let isNew = register(node)
            precondition(isNew, "two node classes of one name")
        }
    }

    package subscript(name: String) -> (any Node)? { state.withLock { $0.nodes[ExactString(name)]?.node } }
    package var names: [String] { state.withLock { $0.nodes.keys.map(\.text).sorted() } }

    /// A class and the number of its registration, so that caches notice when another takes its name.
    func lookUp(_ name: String) -> (node: any Node, registration: Int)? {
        state.withLock { $0.nodes[ExactString(name)] }
    }

    /// All classes, each with the number of its registration: later ones have higher numbers.
    package var entries: [(name: String, node: any Node, registration: Int)] {
        state.withLock { state in state.nodes.map { ($0.key.text, $0.value.node, $0.value.registration) } }
    }

    /// False if the name is taken.
    package func register(_ node: any Node) -> Bool { register(node, as: node.schema.name) }

    /// The same for a node whose name is known, without asking it for its schema.
    package func register(_ node: any Node, as name: String) -> Bool {
        state.withLock { state in
            guard state.nodes[ExactString(name)] == nil else { return false }
            state.registrations += 1
            state.nodes[ExactString(name)] = (node, state.registrations)
            return true
        }
    }

    /// False if there is no such class.
    package func unregister(_ name: String) -> Bool {
        // The class is let go of outside the lock: what a host made may call back.
        let removed = state.withLock { $0.nodes.removeValue(forKey: ExactString(name)) }
        return removed != nil
    }
}
