package import Formats
package import System
package import Tensors

/// A validated prompt to be run.
package struct PromptRequest: Sendable {
    package var promptID: String
    /// Whom the events are for (their `sid`).
    package var clientID: String?
    /// `PromptValidation.prompt`.
    package var prompt: JSONObject
    /// `PromptValidation.goodOutputs`.
    package var outputs: [String]
    /// "extra_pnginfo" (object), "preview_method" (string), and whatever else nodes look at.
    package var extraData: JSONObject
    package var cancellation: Cancellation
    package var closing: Closing
    /// Called with each event, on the executor's thread or on one that a node reports progress from; calls never
    /// overlap.
    package var onEvent: @Sendable (WorkflowEvent) -> Void
    package var observer: (any RunObserver)?

    package init(
        promptID: String, clientID: String? = nil, prompt: JSONObject, outputs: [String], extraData: JSONObject = [:],
        cancellation: Cancellation = Cancellation(), closing: Closing = Closing(),
        onEvent: @escaping @Sendable (WorkflowEvent) -> Void = { _ in },
        observer: (any RunObserver)? = nil
    ) {
        self.promptID = promptID
        self.clientID = clientID
        self.prompt = prompt
        self.outputs = outputs
        self.extraData = extraData
        self.cancellation = cancellation
        self.closing = closing
        self.onEvent = onEvent
        self.observer = observer
    }
}
