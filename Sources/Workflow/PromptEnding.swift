package import Formats
internal import System

/// How a prompt ended before its time, as ComfyUI tells it: in an event, and in the history.
package struct PromptEnding: Sendable {
    /// Why a node failed.
    package struct Failure: Sendable {
        var type: String
        var message: String
        var traceback: [String]
        /// The node's.
        var currentInputs: JSON
        /// Nodes.
        var currentOutputs: JSON

        package init(
            _ type: String, _ message: String, traceback: [String] = [], currentInputs: JSON, currentOutputs: JSON
        ) {
            self.type = type
            self.message = message
            self.traceback = traceback
            self.currentInputs = currentInputs
            self.currentOutputs = currentOutputs
        }
    }

    package var promptID: String
    /// The node at which it ended; nil if none had begun.
    package var node: (id: String, className: String?)?
    /// The nodes that ran to their end.
    package var executed: [String] = []
    /// nil: it was cancelled.
    package var failure: Failure?

    package init(
        promptID: String, node: (id: String, className: String?)? = nil, executed: [String] = [],
        _ failure: Failure? = nil
    ) {
        self.promptID = promptID
        self.node = node
        self.executed = executed
        self.failure = failure
    }

    /// The event's.
    package var name: String { failure == nil ? "execution_interrupted" : "execution_error" }

    /// The event's data, but for its time.
    package var data: JSONObject {
        var data: JSONObject = [
            "prompt_id": .string(promptID), "node_id": node.map { .string($0.id) } ?? .null,
            "node_type": (node?.className).map { .string($0) } ?? .null,
            "executed": .array(executed.map { .string($0) }),
        ]
        if let failure {
            data["exception_message"] = .string(failure.message)
            data["exception_type"] = .string(failure.type)
            data["traceback"] = .array(failure.traceback.map { .string($0) })
            data["current_inputs"] = failure.currentInputs
            data["current_outputs"] = failure.currentOutputs
        }
        return data
    }

    /// What the data of its event, with their time, are of the prompt.
    package func status(_ data: JSONObject) -> PromptOutcome.Status {
        failure == nil ? .interrupted(data) : .failed(data)
    }

    /// A line of a traceback.
    package static func line(_ nodeID: String, _ className: String) -> String {
        "  Node \(nodeID), in \(className)\n"
    }
}
