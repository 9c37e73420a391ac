package import Formats
internal import System
package import Workflow

/// An event as it goes to the host.
///
/// A class, because several queues share it.
package final class EngineEvent: Sendable {
    package enum Kind: Int32, Sendable {
        case other, executionStart, executionCached, executing, progress, progressState, preview, executed
        case executionSuccess, executionError, executionInterrupted, status, progressText, warning, promptFinished

        init(name: String) {
            self =
                switch name {
                case "execution_start": .executionStart
                case "execution_cached": .executionCached
                case "executing": .executing
                case "progress": .progress
                case "progress_state": .progressState
                case "preview": .preview
                case "executed": .executed
                case "execution_success": .executionSuccess
                case "execution_error": .executionError
                case "execution_interrupted": .executionInterrupted
                case "status": .status
                case "progress_text": .progressText
                case "warning": .warning
                case "prompt_finished": .promptFinished
                default: .other
                }
        }

        /// Whether a later event of its kind says all that this one does, so that a full queue may drop it first.
        var isPassing: Bool {
            switch self {
            case .progress, .progressState, .preview, .progressText, .status: true
            default: false
            }
        }
    }

    package let kind: Kind
    private let event: WorkflowEvent
    /// nil where it is of no prompt.
    package let promptID: String?
    /// Its number within the client, from 1.
    package let sequence: UInt64
    /// Since 1970.
    package let milliseconds: Int64

    /// Where the prompt stood, if it is of the kind `progress`.
    package let progress: TaskProgress?

    /// Its data stays unwritten.
    package init(_ event: WorkflowEvent, promptID: String?, sequence: UInt64, progress: TaskProgress? = nil) {
        self.progress = progress
        kind = Kind(name: event.name)
        self.event = event
        self.promptID = promptID
        self.sequence = sequence
        milliseconds = Clock.milliseconds()
    }

    package var name: String { event.name }
    /// Written out at each call where it is a prompt's progress, which grows with the prompt.
    package var data: JSON { event.data }
    /// Writes the data, without the way over `data`.
    package func write(to writer: inout JSONWriter) { event.write(to: &writer) }
    package var image: PixelImage? { event.image }
    /// Whom it is addressed to; nil means everybody.
    package var clientID: String? { event.clientID }
}
