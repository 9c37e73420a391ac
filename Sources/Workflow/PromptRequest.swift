package import Formats
internal import System

/// A prompt to be run: what is asked for, and for whom.
package struct PromptRequest: Sendable {
    package var promptID: String
    /// Whom the events are for (their `sid`).
    package var clientID: String?
    /// The nodes, in API format.
    package var prompt: JSONObject
    /// Output nodes to run; nil: all.
    package var targets: [String]?
    /// "extra_pnginfo" (object), "preview_method" (string), and whatever else nodes look at.
    package var extraData: JSONObject

    package init(
        promptID: String = UUID.random(), clientID: String? = nil, prompt: JSONObject, targets: [String]? = nil,
        extraData: JSONObject = [:]
    ) {
        self.promptID = promptID
        self.clientID = clientID
        self.prompt = prompt
        self.targets = targets
        self.extraData = extraData
    }
}
