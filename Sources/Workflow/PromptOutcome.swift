package import Formats
package import System

/// How a prompt ended.
package struct PromptOutcome: Sendable {
    package enum Status: Sendable {
        case success
        /// The data of `execution_error`.
        case failed(JSONObject)
        /// The data of `execution_interrupted`.
        case interrupted(JSONObject)
    }

    package var status: Status
    /// By node: what `executed` announced; what a client gets as its result. Cached output nodes are in it.
    package var outputs: JSONObject
    /// By node: {"node_id", "display_node", "parent_node", "real_node_id"}, for the history.
    package var meta: JSONObject
    /// By node: the pixels behind the images of `outputs`.
    package var images: OrderedDictionary<[PixelImage]>
    /// [[name, data], ...] of start, cached, success, error and interrupted, for the history.
    package var messages: [JSON]
}
