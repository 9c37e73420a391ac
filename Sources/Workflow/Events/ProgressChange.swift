package import Formats
internal import System

/// How far one node of a prompt is.
package struct ProgressChange: Sendable {
    package enum Phase: String, Sendable { case running, finished }

    package var nodeID: String
    package var displayNodeID: String
    package var parentNodeID: String?
    /// The user's node that it stems from.
    package var realNodeID: String
    package var value: JSON
    package var max: JSON
    package var phase: Phase

    package init(
        nodeID: String, displayNodeID: String, parentNodeID: String?, realNodeID: String, value: JSON, max: JSON,
        phase: Phase
    ) {
        self.nodeID = nodeID
        self.displayNodeID = displayNodeID
        self.parentNodeID = parentNodeID
        self.realNodeID = realNodeID
        self.value = value
        self.max = max
        self.phase = phase
    }
}
