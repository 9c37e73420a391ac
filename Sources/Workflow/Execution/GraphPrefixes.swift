internal import Synchronization

/// Prefixes for the ids of a node's expansions.
package final class GraphPrefixes: Sendable {
    private let count = Atomic<Int>(0)

    package init() {}

    /// ComfyUI's "node.call.graph.", the same from run to run.
    package func next(nodeID: String, listIndex: Int) -> String {
        "\(nodeID).\(listIndex).\(count.add(1, ordering: .relaxed).oldValue)."
    }
}
