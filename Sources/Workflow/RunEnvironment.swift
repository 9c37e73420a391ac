package import System
internal import Tensors

/// What goes on around a run: who may stop it, and who hears of it.
package struct RunEnvironment: Sendable {
    package var cancellation: Cancellation
    package var closing: Closing
    package var observer: (any RunObserver)?
    /// Called before the first event, with the prompt as it runs and those of its outputs that will be computed.
    package var onValidated: @Sendable (PromptRequest, _ outputs: [String]) -> Void
    /// Called with each event, on the executor's thread or on one that a node reports progress from; calls never
    /// overlap.
    package var onEvent: @Sendable (WorkflowEvent) -> Void

    package init(
        cancellation: Cancellation = Cancellation(), closing: Closing = Closing(), observer: (any RunObserver)? = nil,
        onValidated: @escaping @Sendable (PromptRequest, _ outputs: [String]) -> Void = { _, _ in },
        onEvent: @escaping @Sendable (WorkflowEvent) -> Void = { _ in }
    ) {
        self.cancellation = cancellation
        self.closing = closing
        self.observer = observer
        self.onValidated = onValidated
        self.onEvent = onEvent
    }
}
