package import Formats

/// Why a file of the editor gives no prompt, and where.
package struct EditorError: Error, Sendable, CustomStringConvertible {
    package let message: String
    /// The node's id with those of the subgraphs around it, as the prompt would have it: "8:101".
    package let nodeID: String?
    /// The node's title.
    package let title: String?

    init(_ message: String, nodeID: String? = nil, title: String? = nil) {
        self.message = message
        self.nodeID = nodeID
        self.title = title
    }

    package var description: String {
        guard let nodeID else { return message }
        return "node \(nodeID)\(title.map { " \"\($0)\"" } ?? ""): \(message)"
    }

    /// {"node_id", "node_title"}, as errors of prompts have them; nil where it is of no node.
    package var details: JSON? {
        nodeID.map { ["node_id": .string($0), "node_title": title.map { .string($0) } ?? .null] }
    }
}
