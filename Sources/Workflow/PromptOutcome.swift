package import Formats
internal import System

/// How a prompt ended.
package struct PromptOutcome: Sendable {
    package enum Status: Sendable {
        case success
        /// What is wrong with it, by node or of the whole prompt: nothing has run.
        case invalid(JSONObject)
        /// The data of `execution_error`.
        case failed(JSONObject)
        /// The data of `execution_interrupted`.
        case interrupted(JSONObject)
    }

    package var status: Status
    /// By node: what `executed` announced; what a client gets as its result. Cached output nodes are in it.
    package var outputs: JSONObject
    /// By node: what is wrong with outputs that were left out while others ran.
    package var nodeErrors: JSONObject
    /// By node: {"node_id", "display_node", "parent_node", "real_node_id"}, for the history.
    package var meta: JSONObject
    /// For the history: [[name, data], ...] of start, cached, success, error and interrupted; or of an invalid prompt
    /// what is wrong with it.
    package var messages: [JSON]

    package init(
        _ status: Status, outputs: JSONObject = [:], nodeErrors: JSONObject = [:], meta: JSONObject = [:],
        messages: [JSON] = []
    ) {
        self.status = status
        self.outputs = outputs
        self.nodeErrors = nodeErrors
        self.meta = meta
        self.messages = messages
    }

    /// One that was cancelled before any node has run.
    package static func withdrawn(_ promptID: String) -> PromptOutcome {
        let ending = PromptEnding(promptID: promptID)
        return PromptOutcome(ending.status(ending.data))
    }
}
