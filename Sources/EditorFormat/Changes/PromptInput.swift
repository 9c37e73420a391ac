package import Formats
internal import System

/// An input of a node in a prompt, with its value.
package struct PromptInput: Sendable, Equatable {
    package let nodeID: String
    package let name: String
    /// nil: the prompt leaves it to its default.
    package let value: JSON?

    struct Place: Hashable {
        let nodeID: String
        let name: String
    }
    var place: Place { Place(nodeID: nodeID, name: name) }

    /// {"node_id", "input", "value"}
    package var json: JSON { ["node_id": .string(nodeID), "input": .string(name), "value": value ?? .null] }
}

/// Why an input cannot be changed.
package struct PromptChangeError: Error, Sendable, Equatable {
    package enum Reason: Sendable { case absent, ambiguous }

    package let reason: Reason
    package let message: String
}
